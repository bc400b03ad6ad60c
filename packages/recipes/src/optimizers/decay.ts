import type { Variable } from '@tensorflow/tfjs-core';
import { written } from '../option-checks.ts';

/**
 * Which variables a weight decay is for: `'kernels'`, those of rank 2 or more, which are the convolution and dense kernels, while biases
 * and batch norm's scale and offset have rank 1; `'convolutions'`, those of rank 4; `'all'`, as torchvision does by default; or `'none'`.
 */
export type Decay = 'kernels' | 'convolutions' | 'all' | 'none';

/** Tells which variables are meant. tfjs appends a number to a name that is taken, such as `conv1/kernel_1`. */
export type VariableMatch = (variable: Variable) => boolean;

const LEAST_RANK: Readonly<Record<Decay, number>> = {
  all: 0,
  kernels: 2,
  convolutions: 4,
  none: Number.POSITIVE_INFINITY,
};

/** Whether the weight decay is for this variable. */
export function isDecayed(decay: Decay | VariableMatch, variable: Variable): boolean {
  return typeof decay === 'function' ? decay(variable) : variable.rank >= LEAST_RANK[decay];
}

/** Throws a `TypeError` unless `decay` is one of its words, or a function. */
export function expectDecay(decay: Decay | VariableMatch): void {
  if (typeof decay === 'function' || (typeof decay === 'string' && Object.hasOwn(LEAST_RANK, decay))) return;
  throw new TypeError(
    `decay must be 'kernels', 'convolutions', 'all', 'none', or a function of a variable; got ${written(decay)}.`,
  );
}
