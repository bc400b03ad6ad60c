import type { TrainingState } from '@skipjack/recipes';

/** A small state of some step: each value follows from the step. */
export function sampleState(step: number, values = 3): TrainingState {
  const series = (offset: number): Float32Array =>
    Float32Array.from({ length: values }, (_, index) => Math.sin(step * 7 + index + offset));
  return {
    step,
    tensors: new Map([
      ['model/conv/kernel', { dtype: 'float32', shape: [1, values], data: series(0) }],
      ['model/bn/mean', { dtype: 'float32', shape: [values], data: series(1) }],
      ['optimizer/momentum/conv/kernel', { dtype: 'float32', shape: [1, values], data: series(2) }],
      ['optimizer/steps', { dtype: 'int32', shape: [], data: Int32Array.of(step) }],
      ['average/seen', { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) }],
    ]),
    record: {
      step,
      seed: 'x'.repeat(step % 5),
      best: 'NaN',
      rate: 0.1,
      streams: [1, -0, null, true],
      nested: { a: {} },
    },
  };
}
