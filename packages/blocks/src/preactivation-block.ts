import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { residualPath, sum } from './add-shortcut.ts';
import { oneOf, positiveInteger } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { batchNorm } from './batch-norm.ts';
import { convStyle, expectBlock } from './block-options.ts';
import { BOTTLENECK_BLOCK_OPTIONS, BOTTLENECK_EXPANSION } from './bottleneck-block.ts';
import type { BottleneckBlockOptions } from './bottleneck-block.ts';
import { conv } from './conv.ts';
import type { ConvOptions } from './conv.ts';
import { convBn, given, relu } from './conv-bn.ts';
import { RESIDUAL_BLOCK_OPTIONS } from './residual-block.ts';
import type { ResidualBlockOptions } from './residual-block.ts';
import { shortcut, SHORTCUT_PADDINGS, SHORTCUT_TYPES, subsample } from './shortcut.ts';
import type { ShortcutType } from './shortcut.ts';

/** A shortcut of a pre-activation block: one of the paper's three, or every `stride`-th pixel of the input as it is (Keras). */
export type PreactivationShortcut = ShortcutType | 'subsample';

/** Options of {@link preactivationBlock}. There is no `lastGamma`, as no batch normalization ends the block, and no `antialias`. */
export interface PreactivationBlockOptions extends Omit<
  ResidualBlockOptions,
  'shortcut' | 'lastGamma' | 'antialias'
> {
  /**
   * Which shortcut.
   *
   * @defaultValue `'B'`
   */
  readonly shortcut?: PreactivationShortcut;
  /**
   * Whether batch normalization and ReLU come before the first convolution; not behind a stem that ends with them.
   *
   * @defaultValue true
   */
  readonly preactivate?: boolean;
}

/** Options of {@link preactivationBottleneck}; it returns `4 * filters` channels. */
export interface PreactivationBottleneckOptions
  extends PreactivationBlockOptions, Pick<BottleneckBlockOptions, 'strideIn' | 'width' | 'groups'> {}

const BASIC: OptionNames<PreactivationBlockOptions> = {
  ...without(RESIDUAL_BLOCK_OPTIONS),
  preactivate: true,
};
const BOTTLENECK: OptionNames<PreactivationBottleneckOptions> = {
  ...without(BOTTLENECK_BLOCK_OPTIONS),
  preactivate: true,
};

function without<T extends { readonly lastGamma: true; readonly antialias: true }>(
  names: T,
): Omit<T, 'lastGamma' | 'antialias'> {
  const { lastGamma: _lastGamma, antialias: _antialias, ...others } = names;
  return others;
}

/**
 * A residual block of two 3x3 convolutions with batch normalization and ReLU before each, `y = f(x) + x`, and nothing
 * behind the addition: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), filters]`.
 *
 * An identity takes `x` itself; a shortcut that changes the shape takes the activated `x`, and a projection is a
 * convolution without batch normalization. `bias` is of the convolutions that no batch normalization follows: the last one
 * and the projection. A net of these blocks ends with a batch normalization and a ReLU of its own.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride, shortcut, what is on the residual path, and how its convolutions are made.
 * @returns The new feature map.
 * @throws What {@link residualBlock} throws, and RangeError for the shortcut `subsample` where the number of channels changes.
 * @see He et al. 2016, "Identity mappings in deep residual networks", figure 4 (e), https://arxiv.org/abs/1603.05027
 */
export function preactivationBlock(x: SymbolicTensor, options: PreactivationBlockOptions): SymbolicTensor {
  expectBlock('preactivationBlock', options, BASIC);
  const { name, filters, stride = 1, dilation = 1, firstDilation = dilation } = options;
  const kernel = { ...kernelStyle(options), filters, kernelSize: 3 };
  const active = activate(x, options);
  let y = conv(active, { ...kernel, name: `${name}_1`, stride, dilation: firstDilation });
  y = convBn(y, {
    ...normStyle(options),
    ...kernel,
    ...last(options),
    name: `${name}_2`,
    dilation,
    order: 'bn-relu-conv',
  });
  return join(y, x, active, options);
}

/**
 * A bottleneck block with batch normalization and ReLU before each convolution:
 * `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), 4 * filters]`.
 *
 * Shortcuts and biases are those of {@link preactivationBlock}.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, stride and its place, width, groups, shortcut, what is on the residual path, and how
 * its convolutions are made.
 * @returns The new feature map.
 * @throws What {@link bottleneckBlock} and {@link preactivationBlock} throw.
 * @see He et al. 2016, figure 4 (e) and appendix, https://arxiv.org/abs/1603.05027
 */
export function preactivationBottleneck(
  x: SymbolicTensor,
  options: PreactivationBottleneckOptions,
): SymbolicTensor {
  expectBlock('preactivationBottleneck', options, BOTTLENECK);
  const { name, filters, stride = 1, dilation = 1, width = filters, groups = 1, strideIn = '3x3' } = options;
  const { firstDilation = dilation } = options;
  oneOf('strideIn', strideIn, ['1x1', '3x3']);
  positiveInteger(`${name}: width`, width);
  const [first, second] = strideIn === '1x1' ? [stride, 1] : [1, stride];
  const kernel = { ...kernelStyle(options), filters: width };
  const later = { ...normStyle(options), ...kernel, order: 'bn-relu-conv' as const };
  const wide = { filters: BOTTLENECK_EXPANSION * filters, kernelSize: 1, ...last(options) };
  const active = activate(x, options);
  let y = conv(active, { ...kernel, name: `${name}_1`, kernelSize: 1, stride: first });
  y = convBn(y, {
    ...later,
    name: `${name}_2`,
    kernelSize: 3,
    stride: second,
    dilation: strideIn === '3x3' ? firstDilation : dilation,
    groups,
  });
  y = convBn(y, { ...later, ...wide, name: `${name}_3` });
  return join(y, x, active, options);
}

/** Batch normalization and ReLU before the first convolution, named as its own. */
function activate(x: SymbolicTensor, options: PreactivationBlockOptions): SymbolicTensor {
  if (options.preactivate === false) return x;
  const name = `${options.name}_1`;
  return relu(batchNorm(x, { ...normStyle(options), name }), { name });
}

function join(
  y: SymbolicTensor,
  x: SymbolicTensor,
  active: SymbolicTensor,
  options: PreactivationBlockOptions,
): SymbolicTensor {
  return sum(residualPath(y, options), around(x, active, Number(y.shape[3]), options), options);
}

function around(
  x: SymbolicTensor,
  active: SymbolicTensor,
  filters: number,
  options: PreactivationBlockOptions,
): SymbolicTensor {
  const { stride = 1, shortcut: type = 'B', shortcutPadding: padding = 'after' } = options;
  oneOf('shortcut', type, [...SHORTCUT_TYPES, 'subsample']);
  oneOf('shortcutPadding', padding, SHORTCUT_PADDINGS);
  const name = `${options.name}_shortcut`;
  const identity = stride === 1 && filters === x.shape[3];
  if (identity && type !== 'C') return x;
  if (type === 'A') return shortcut(active, { name, filters, stride, type, padding });
  if (type !== 'subsample')
    return conv(active, { ...kernelStyle(options), ...last(options), name, filters, kernelSize: 1, stride });
  if (filters !== x.shape[3]) {
    throw new RangeError(
      `${name}: a shortcut that subsamples keeps the channels, here ${x.shape[3]}, and the block returns ${filters}. Use shortcut B.`,
    );
  }
  return subsample(x, { name, stride });
}

function normStyle(options: PreactivationBlockOptions): ReturnType<typeof convStyle> {
  const { momentum, epsilon } = options;
  return convStyle(given({ momentum, epsilon }));
}

function kernelStyle(options: PreactivationBlockOptions): Pick<ConvOptions, 'initializer' | 'seed'> {
  const { initializer, seed } = options;
  return given({ initializer, seed });
}

function last({ bias = false }: PreactivationBlockOptions): { readonly bias: boolean } {
  return { bias };
}
