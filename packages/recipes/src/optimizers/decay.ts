import type { Variable } from '@tensorflow/tfjs-core';
import { written } from '../option-checks.ts';

/**
 * Which variables a weight decay is for: `'kernels'`, those of rank 2 or more, which are the convolution and dense kernels, while biases
 * and batch norm's scale and offset have rank 1; `'convolutions'`, those of rank 4; `'all'`, as torchvision does by default; or `'none'`.
 */
export type Decay = 'kernels' | 'convolutions' | 'all' | 'none';

const LEAST_RANK: Readonly<Record<Decay, number>> = {
  all: 0,
  kernels: 2,
  convolutions: 4,
  none: Number.POSITIVE_INFINITY,
};

/** Whether the weight decay is for this variable. */
export function isDecayed(decay: Decay, variable: Variable): boolean {
  return variable.rank >= LEAST_RANK[decay];
}

/** Throws a `TypeError` unless `decay` is one of its words. */
export function expectDecay(decay: Decay): void {
  if (typeof decay !== 'string' || !Object.hasOwn(LEAST_RANK, decay))
    throw new TypeError(`decay must be 'kernels', 'convolutions', 'all' or 'none'; got ${written(decay)}.`);
}
