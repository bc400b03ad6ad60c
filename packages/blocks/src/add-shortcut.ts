import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { oneOf } from './argument-checks.ts';
import { convStyle } from './block-options.ts';
import { connect } from './connect.ts';
import { relu } from './conv-bn.ts';
import type { ResidualBlockOptions } from './residual-block.ts';
import { shortcut, SHORTCUT_PADDINGS, SHORTCUT_TYPES } from './shortcut.ts';
import { squeezeExcitation } from './squeeze-excitation.ts';
import { stochasticDepth } from './stochastic-depth.ts';

/** `relu(y + shortcut(x))`, the end of every residual block; the shortcut is as wide as `y`. */
export function addShortcut(
  y: SymbolicTensor,
  x: SymbolicTensor,
  options: ResidualBlockOptions,
): SymbolicTensor {
  const {
    name,
    stride = 1,
    shortcut: type = 'B',
    shortcutPadding: padding = 'after',
    antialias = false,
  } = options;
  oneOf('shortcut', type, SHORTCUT_TYPES);
  oneOf('shortcutPadding', padding, SHORTCUT_PADDINGS);
  const filters = Number(y.shape[3]);
  const style = convStyle(options);
  const around = shortcut(x, {
    ...style,
    name: `${name}_shortcut`,
    filters,
    stride,
    type,
    padding,
    antialias,
  });
  return relu(sum(residualPath(y, options), around, options), { name });
}

/** What is on the residual path behind its convolutions. */
export function residualPath(
  y: SymbolicTensor,
  options: Pick<ResidualBlockOptions, 'name' | 'squeezeExcitation' | 'survival' | 'initializer' | 'seed'>,
): SymbolicTensor {
  const { name, squeezeExcitation: reduction, survival = 1, initializer, seed = 0 } = options;
  const common = { name, seed, ...(initializer === undefined ? {} : { initializer }) };
  const excited = reduction === undefined ? y : squeezeExcitation(y, { ...common, reduction });
  return survival === 1 ? excited : stochasticDepth(excited, { name, seed, survival });
}

/** `y + x`, named `<name>_add`. */
export function sum(
  y: SymbolicTensor,
  x: SymbolicTensor,
  options: { readonly name: string },
): SymbolicTensor {
  return connect(layers.add({ name: `${options.name}_add` }), [y, x]);
}
