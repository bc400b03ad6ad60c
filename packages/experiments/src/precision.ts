/** What the large tensors of a training step are computed in; weights, statistics and the loss are float32 in any case. */
export type Precision = 'float32' | 'bfloat16';

/** Throws a RangeError unless `value` is a precision that a step can be computed in. */
export function expectPrecision(value: unknown): void {
  if (value !== 'float32' && value !== 'bfloat16')
    throw new RangeError(`precision must be 'float32' or 'bfloat16'; got ${JSON.stringify(value)}.`);
}
