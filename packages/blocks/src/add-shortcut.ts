import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connect } from './connect.ts';
import { relu } from './conv-bn.ts';
import type { ResidualBlockOptions } from './residual-block.ts';
import { pathAround } from './shortcut.ts';
import type { ShortcutOptions } from './shortcut.ts';
import { excite } from './squeeze-excitation.ts';
import { survivor } from './stochastic-depth.ts';

/** `relu(y + shortcut(x))`, the end of every residual block; the shortcut is as wide as `y`. */
export function addShortcut(
  y: SymbolicTensor,
  x: SymbolicTensor,
  options: ResidualBlockOptions,
): SymbolicTensor {
  const { name, shortcut: type, shortcutPadding: padding } = options;
  const place = { name: `${name}_shortcut`, filters: Number(y.shape[3]) };
  const around = { ...options, ...place, type, padding } as ShortcutOptions;
  return relu(sum(residualPath(y, options), pathAround(x, around), name), name);
}

/** What is on the residual path behind its convolutions. */
export function residualPath(
  y: SymbolicTensor,
  options: Pick<ResidualBlockOptions, 'name' | 'squeezeExcitation' | 'survival' | 'initializer' | 'seed'>,
): SymbolicTensor {
  const { name, squeezeExcitation: reduction, survival = 1, seed } = options;
  const excited = reduction === undefined ? y : excite(y, { ...options, reduction });
  return survivor(excited, name, survival, seed);
}

/** `y + x`, named `<name>_add`. */
export function sum(y: SymbolicTensor, x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.add({ name: `${name}_add` }), [y, x]);
}
