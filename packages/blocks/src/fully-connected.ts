import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { positiveInteger } from './argument-checks.ts';
import { connect } from './connect.ts';
import { constantBias } from './conv.ts';
import type { SeededInitializer } from './conv.ts';
import { heNormal } from './he-normal.ts';
import { layerSeed } from './layer-seed.ts';

/** What a dense layer of a head needs to know. */
export interface FullyConnectedOptions {
  readonly name: string;
  readonly units: number;
  readonly activation: 'linear' | 'relu' | 'softmax';
  readonly initializer?: SeededInitializer;
  readonly initialBias?: number;
  readonly seed?: number;
}

/** Dense layer with bias named `<name>_dense`: `[batch, n] -> [batch, units]`. */
export function fullyConnected(x: SymbolicTensor, options: FullyConnectedOptions): SymbolicTensor {
  const { activation, initializer = heNormal, initialBias = 0, seed = 0 } = options;
  const name = `${options.name}_dense`;
  const units = positiveInteger(`${options.name}: units`, options.units);
  const kernelInitializer = initializer({ seed: layerSeed({ seed, name }) });
  const biasInitializer = constantBias(`${options.name}: initialBias`, initialBias);
  return connect(layers.dense({ name, units, activation, kernelInitializer, biasInitializer }), x);
}

/** All pixels and channels of an image in one row, height before width before channels. */
export function flatten(x: SymbolicTensor, options: { readonly name: string }): SymbolicTensor {
  return connect(layers.flatten({ name: `${options.name}_flatten` }), x);
}
