import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { type as typeAttribute, type Attributes } from '../eager/attributes.ts';

/** The tensor itself, or a copy in another dtype. */
export function as(backend: TensorFlowBackend, x: TensorInfo, dtype: DataType): TensorInfo {
  return x.dtype === dtype ? x : backend.run1('Cast', [x], { DstT: typeAttribute(dtype) });
}

/** Runs an op that TensorFlow has for fractions only: whole numbers and truth values become float32 first. */
export function runOnFloats(
  backend: TensorFlowBackend,
  op: string,
  inputs: readonly TensorInfo[],
  attributes: Attributes = {},
): TensorInfo {
  return backend.run1(
    op,
    inputs.map((x) => as(backend, x, 'float32')),
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
