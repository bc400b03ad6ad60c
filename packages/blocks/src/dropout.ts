import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { connect } from './connect.ts';
import { Dropout } from './dropout-layer.ts';
import type { DropoutArgs } from './dropout-layer.ts';
import { deriveSeed } from './layer-seed.ts';
import { fraction, layerName, seed32 } from './option-rules.ts';

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
  expectOptions('dropout', options, { name: layerName, rate: fraction, seed: [seed32] });
  return dropped(x, `${options.name}_dropout`, options.rate, options.seed);
}

/** Dropout by a layer of that name; nothing at all where the rate is 0. */
export function dropped(
  x: SymbolicTensor,
  name: string,
  rate: number,
  seed = 0,
  noiseShape: DropoutArgs['noiseShape'] = null,
): SymbolicTensor {
  return rate === 0 ? x : connect(new Dropout({ name, rate, noiseShape, seed: deriveSeed(seed, name) }), x);
}
