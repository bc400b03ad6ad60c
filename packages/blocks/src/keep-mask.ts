import { cast, engine, getBackend, getKernel, less, mul, tensor, util } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sfc32 } from './sfc32.ts';

/** The kernel of backends that draw random numbers natively: a pure function of two numbers of 32 bits. */
const NATIVE = 'StatelessRandomUniform';

/**
 * A mask of `1 / keep` with probability `keep`, and 0 otherwise: a pure function of its seed and the number of the draw.
 *
 * Differs: backends with a native generator draw other numbers than those without.
 */
export function keepMask(options: {
  readonly shape: readonly number[];
  /** Probability in (0, 1]. */
  readonly keep: number;
  readonly seed: number;
  readonly draw: number;
}): Tensor {
  const { keep, seed, draw } = options;
  const shape = [...options.shape];
  if (getKernel(NATIVE, getBackend()) === undefined) {
    const next = sfc32(seed ^ Math.imul(draw + 1, 0x9e3779b9));
    const bound = Math.round(keep * 0x1_0000_0000);
    const values = Float32Array.from({ length: util.sizeFromShape(shape) }, () =>
      next() >>> 0 < bound ? 1 / keep : 0,
    );
    return tensor(values, shape);
  }
  const key = [seed | 0, draw | 0];
  const uniform: Tensor = engine().runKernel(NATIVE, {}, { shape, seed: key, dtype: 'float32' });
  return mul(cast(less(uniform, keep), 'float32'), 1 / keep);
}
