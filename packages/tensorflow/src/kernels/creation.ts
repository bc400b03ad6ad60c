import { util, type DataType, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';
import { kernel } from './kernel.ts';

interface RangeAttrs {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly dtype: DataType;
}

/** Kernels that make tensors from attributes. */
export const CREATION: readonly KernelConfig[] = [
  kernel<Record<never, never>, { shape: number[]; value: number | string; dtype?: DataType }>(
    'Fill',
    ({ attrs: { shape, value, dtype = util.inferDtype(value) }, backend }) =>
      backend.run1('Fill', [
        backend.int32(shape),
        typeof value === 'string' ? backend.strings([value], []) : backend.constant(value, dtype),
      ]),
  ),
  kernel<Record<never, never>, { start: number; stop: number; num: number }>(
    'LinSpace',
    ({ attrs: { start, stop, num }, backend }) =>
      backend.run1('LinSpace', [
        backend.constant(start, 'float32'),
        backend.constant(stop, 'float32'),
        backend.int32(num),
      ]),
  ),
  kernel<Record<never, never>, RangeAttrs>(
    'Range',
    ({ attrs: { start, stop, step, dtype }, backend }): TensorInfo => {
      if (step === 0) throw new EngineError('INVALID_ARGUMENT', 'tf.range needs a step other than 0, got 0.');
      // As tfjs: a step of 1, which is the default, counts downwards where `stop` is below `start`.
      const stride = step === 1 && stop < start ? -1 : step;
      const length = Math.max(Math.ceil((stop - start) / stride), 0);
      if (!Number.isFinite(length))
        throw new EngineError(
          'INVALID_ARGUMENT',
          `tf.range from ${start} to ${stop} in steps of ${step} has no length that a tensor can have.`,
        );
      backend.needRoom('Range', [length]);
      const values = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
      for (let index = 0; index < length; index++) values[index] = start + index * stride;
      return { dataId: backend.write(values, [length], dtype), shape: [length], dtype };
    },
  ),
];
