import { cast, engine, getBackend, getKernel, less, mul, tensor, util } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { sfc32 } from './sfc32.ts';

/** The kernel of backends that draw random numbers natively: a pure function of two numbers of 32 bits. */
const NATIVE = 'StatelessRandomUniform';
/** The kernel of backends that compile: it hands numbers of JavaScript's into a compiled step, new ones at each call. */
const HOST = 'HostValue';

/** Numbers the draws of a random stream. */
export interface DrawCounter {
  /** The number of the draw that begins. */
  readonly begin: () => number;
  /** Told of that draw when its step has ended. */
  readonly end: (draw: number, succeeded: boolean) => void;
}

/**
 * A mask of `1 / keep` with probability `keep`, in (0, 1], and 0 otherwise: a pure function of its seed and the number of the draw.
 *
 * Differs: backends with a native generator draw other numbers than those without.
 */
export function keepMask(shape: number[], keep: number, seed: number, counter: DrawCounter): Tensor {
  if (getKernel(NATIVE, getBackend()) !== undefined) {
    const drawn = engine().runKernel(NATIVE, ...nativeSeed(seed, counter, { shape, dtype: 'float32' }));
    return mul(cast(less(drawn as Tensor, keep), 'float32'), 1 / keep);
  }
  const next = sfc32(seed ^ Math.imul(begun(counter) + 1, 0x9e3779b9));
  const bound = Math.round(keep * 0x1_0000_0000);
  const sample = (): number => (next() >>> 0 < bound ? 1 / keep : 0);
  return tensor(Float32Array.from({ length: util.sizeFromShape(shape) }, sample), shape);
}

/** Inputs and attributes of the native generator: the seed is an input where a compiled step is to ask for it at each call. */
function nativeSeed(
  seed: number,
  counter: DrawCounter,
  attributes: NamedAttrMap,
): [NamedTensorMap, NamedAttrMap] {
  if (getKernel(HOST, getBackend()) === undefined)
    return [{}, { ...attributes, seed: [seed | 0, begun(counter) | 0] }];
  const host: object = {
    shape: [2],
    dtype: 'int32',
    read: () => [seed, counter.begin()],
    settled: ([, draw]: number[], succeeded: boolean) => counter.end(draw as number, succeeded),
  };
  return [{ seed: engine().runKernel(HOST, {}, host as NamedAttrMap) as Tensor }, attributes];
}

function begun({ begin, end }: DrawCounter): number {
  const draw = begin();
  end(draw, true);
  return draw;
}
