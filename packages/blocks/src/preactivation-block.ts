import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { residualPath, sum } from './add-shortcut.ts';
import { expectOptions } from './argument-checks.ts';
import type { OptionRules } from './argument-checks.ts';
import { normalize } from './batch-norm.ts';
import { BLOCK_RULES } from './block-options.ts';
import { BOTTLENECK_RULES, BOTTLENECK_EXPANSION } from './bottleneck-block.ts';
import type { BottleneckBlockOptions } from './bottleneck-block.ts';
import { convolve } from './conv.ts';
import { convolveAndNormalize, relu } from './conv-bn.ts';
import { convStyle } from './conv-style.ts';
import { FLAG } from './option-rules.ts';
import { BOTTLENECK_OPTIONS, RESIDUAL_RULES } from './residual-block.ts';
import type { ResidualBlockOptions } from './residual-block.ts';
import { subsample, zeroPath } from './shortcut.ts';
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

const RULES: OptionRules<
  Pick<PreactivationBlockOptions, 'shortcut' | 'preactivate'> & { antialias?: false }
> = {
  shortcut: ['A', 'B', 'C', 'subsample'],
  antialias: [false],
  preactivate: FLAG,
};

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
  const rules = { ...BLOCK_RULES, ...RESIDUAL_RULES, ...RULES };
  expectOptions('preactivationBlock', options, rules, BOTTLENECK_OPTIONS);
  const { name, filters, stride = 1, dilation = 1, firstDilation = dilation, bias = false } = options;
  const kernel = { ...convStyle(options), bias: false, filters, kernelSize: 3 };
  const active = activate(x, options);
  let y = convolve(active, { ...kernel, name: `${name}_1`, stride, dilation: firstDilation });
  y = convolveAndNormalize(y, {
    ...kernel,
    bias,
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
  const rules = { ...BLOCK_RULES, ...RESIDUAL_RULES, ...BOTTLENECK_RULES, ...RULES };
  expectOptions('preactivationBottleneck', options, rules);
  const { name, filters, stride = 1, dilation = 1, width = filters, groups = 1, strideIn = '3x3' } = options;
  const { firstDilation = dilation, bias = false } = options;
  const [first, second] = strideIn === '1x1' ? [stride, 1] : [1, stride];
  const kernel = { ...convStyle(options), bias: false, filters: width };
  const later = { ...kernel, order: 'bn-relu-conv' as const };
  const wide = { filters: BOTTLENECK_EXPANSION * filters, kernelSize: 1, bias };
  const active = activate(x, options);
  let y = convolve(active, { ...kernel, name: `${name}_1`, kernelSize: 1, stride: first });
  y = convolveAndNormalize(y, {
    ...later,
    name: `${name}_2`,
    kernelSize: 3,
    stride: second,
    dilation: strideIn === '3x3' ? firstDilation : dilation,
    groups,
  });
  y = convolveAndNormalize(y, { ...later, ...wide, name: `${name}_3` });
  return join(y, x, active, options);
}

/** Batch normalization and ReLU before the first convolution, named as its own. */
function activate(x: SymbolicTensor, options: PreactivationBlockOptions): SymbolicTensor {
  if (options.preactivate === false) return x;
  const name = `${options.name}_1`;
  return relu(normalize(x, { ...convStyle(options), name }), name);
}

/** `y` behind its residual path, and the path around it, in one sum. */
function join(
  y: SymbolicTensor,
  x: SymbolicTensor,
  active: SymbolicTensor,
  options: PreactivationBlockOptions,
): SymbolicTensor {
  const filters = Number(y.shape[3]);
  return sum(residualPath(y, options), around(x, active, filters, options), options.name);
}

function around(
  x: SymbolicTensor,
  active: SymbolicTensor,
  filters: number,
  options: PreactivationBlockOptions,
): SymbolicTensor {
  const { stride = 1, shortcut: type = 'B', shortcutPadding } = options;
  const name = `${options.name}_shortcut`;
  const projection = { ...convStyle(options), name, filters, kernelSize: 1, stride };
  if (stride === 1 && filters === x.shape[3] && type !== 'C') return x;
  if (type === 'A') return zeroPath(active, name, filters, stride, shortcutPadding);
  if (type !== 'subsample') return convolve(active, projection);
  if (filters === x.shape[3]) return subsample(x, name, stride);
  throw new RangeError(
    `${name}: a shortcut that subsamples keeps the channels, here ${x.shape[3]}, and the block returns ${filters}. Use shortcut B.`,
  );
}
