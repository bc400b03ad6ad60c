import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { type as typeAttribute, type Attributes } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';

/**
 * The tensor itself, or a copy in another dtype.
 *
 * @throws EngineError where that would drop the imaginary part of complex numbers, or read texts.
 */
export function as(backend: TensorFlowBackend, x: TensorInfo, dtype: DataType): TensorInfo {
  if (x.dtype === dtype) return x;
  if (x.dtype === 'complex64' || x.dtype === 'string')
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A tensor of ${dtype} is needed here, got ${x.dtype}${x.dtype === 'string' ? '' : '; take tf.real or tf.abs of it'}.`,
    );
  return backend.run1('Cast', [x], { DstT: typeAttribute(dtype) });
}

/** Truth values counted as 0 and 1; another tensor is itself. */
export function asNumbers(backend: TensorFlowBackend, x: TensorInfo): TensorInfo {
  return x.dtype === 'bool' ? as(backend, x, 'int32') : x;
}

/**
 * Runs an op that TensorFlow has for fractions only: whole numbers and truth values become float32 first. Complex numbers
 * stay what they are.
 */
export function runOnFloats(
  backend: TensorFlowBackend,
  op: string,
  inputs: readonly TensorInfo[],
  attributes: Attributes = {},
): TensorInfo {
  return backend.run1(
    op,
    inputs.map((x) => (x.dtype === 'complex64' ? x : as(backend, x, 'float32'))),
    attributes,
  );
}

/**
 * Runs an op that TensorFlow has for numbers only. Truth values count as 0 and 1, and the answer is one again: any number
 * but 0 is true.
 */
export function runOnNumbers(
  backend: TensorFlowBackend,
  op: string,
  inputs: readonly TensorInfo[],
  attributes: Attributes = {},
): TensorInfo {
  if (!inputs.every(({ dtype }) => dtype === 'bool')) return backend.run1(op, inputs, attributes);
  const numbers = inputs.map((x) => as(backend, x, 'int32'));
  return as(backend, backend.run1(op, numbers, attributes), 'bool');
}
