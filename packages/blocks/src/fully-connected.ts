import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connect } from './connect.ts';
import { constantBias } from './conv.ts';
import type { SeededInitializer } from './conv.ts';
import { heNormal } from './he-normal.ts';
import { deriveSeed } from './layer-seed.ts';

/** Dense layer with bias: `[batch, n] -> [batch, units]`. */
export function fullyConnected(
  x: SymbolicTensor,
  name: string,
  units: number,
  activation: 'linear' | 'relu' | 'sigmoid' | 'softmax',
  options: { readonly initializer?: SeededInitializer; readonly seed?: number },
  initialBias?: number,
): SymbolicTensor {
  const { initializer = heNormal, seed = 0 } = options;
  const kernelInitializer = initializer({ seed: deriveSeed(seed, name) });
  const biasInitializer = constantBias(initialBias);
  return connect(layers.dense({ name, units, activation, kernelInitializer, biasInitializer }), x);
}

/** All pixels and channels of an image in one row, height before width before channels. */
export function flatten(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.flatten({ name: `${name}_flatten` }), x);
}
