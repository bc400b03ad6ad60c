import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { type as typeAttribute, type Attributes } from '../eager/attributes.ts';
import type { KernelInput } from '../op-runner.ts';

/**
 * Runs an op that TensorFlow has for fractions only. Whole numbers go through float64, which holds sums of their products
 * exactly, and come back as what they were. Inputs that are constants, such as shapes, stay what they are.
 */
export function runInFloat64(
  backend: TensorFlowBackend,
  op: string,
  inputs: readonly KernelInput[],
  attributes: Attributes,
): TensorInfo {
  const tensors = inputs.filter((input): input is TensorInfo => 'dtype' in input);
  if (tensors.every(({ dtype }) => dtype === 'float32')) return backend.run1(op, inputs, attributes);
  const wide = inputs.map((input) => ('dtype' in input ? backend.cast(input, 'float64') : input));
  const result = backend.run1(op, wide, attributes);
  const dtype: DataType = tensors[0]?.dtype ?? 'float32';
  return backend.run1('Cast', [{ exact: result }], { DstT: typeAttribute(dtype) });
}
