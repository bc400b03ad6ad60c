import { tensor, type DataType, type Rank, type ShapeMap, type Tensor } from '@tensorflow/tfjs-core';

/** What {@link sample} draws. */
export interface SampleOptions {
  readonly seed?: number;
  readonly low?: number;
  readonly high?: number;
  readonly dtype?: DataType;
}

/** A pure generator of numbers in [0, 1): the same on every backend. */
export function numberSource(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A tensor of the active backend with values that depend on nothing but the options. */
export function sample<R extends Rank>(shape: ShapeMap[R], options: SampleOptions = {}): Tensor<R> {
  const { seed = 1, low = -2, high = 2, dtype = 'float32' } = options;
  const next = numberSource(seed);
  const size = (shape as readonly number[]).reduce((product, dim) => product * dim, 1);
  const values = Array.from({ length: size }, () => {
    const value = low + (high - low) * next();
    if (dtype === 'float32') return value;
    return dtype === 'bool' ? Number(value > (low + high) / 2) : Math.round(value);
  });
  return tensor(values, shape, dtype);
}
