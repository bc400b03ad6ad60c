import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions, layerName } from './argument-checks.ts';
import { connect } from './connect.ts';
import { Dropout } from './dropout-layer.ts';
import { layerSeed } from './layer-seed.ts';

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** Place of the layer; it is named `<name>_dropout`. */
  readonly name: string;
  /** Part of the numbers that is dropped in training, in [0, 1). */
  readonly rate: number;
  /**
   * Seed of the net.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/**
 * {@link Dropout}: any shape to the same shape; nothing at all where the rate is 0.
 *
 * @param x - Any symbolic tensor.
 * @param options - Name, rate and seed.
 * @returns The thinned tensor in training, `x` otherwise.
 * @throws TypeError for an unknown option; RangeError if the rate is not in [0, 1) or the seed not of 32 bits.
 */
export function dropout(x: SymbolicTensor, options: DropoutOptions): SymbolicTensor {
  expectOptions('dropout', options, { name: true, rate: true, seed: true });
  const { rate, seed = 0 } = options;
  const name = `${layerName(options.name)}_dropout`;
  const layer = new Dropout({ name, rate, seed: layerSeed({ seed, name }) });
  return rate === 0 ? x : connect(layer, x);
}
