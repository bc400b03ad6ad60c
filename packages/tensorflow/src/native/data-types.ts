import type { DataType } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/** TensorFlow's `TF_DataType` numbers that the backend meets (tensorflow/c/tf_datatype.h). */
export const TF_FLOAT = 1;
export const TF_DOUBLE = 2;
export const TF_INT32 = 3;
export const TF_UINT8 = 4;
export const TF_INT64 = 9;
export const TF_BOOL = 10;

/** Bytes of one element. */
export const ELEMENT_BYTES: Readonly<Record<number, number>> = {
  [TF_FLOAT]: 4,
  [TF_DOUBLE]: 8,
  [TF_INT32]: 4,
  [TF_UINT8]: 1,
  [TF_INT64]: 8,
  [TF_BOOL]: 1,
};

/** Names for messages. */
export const TYPE_NAMES: Readonly<Record<number, string>> = {
  [TF_FLOAT]: 'float32',
  [TF_DOUBLE]: 'float64',
  [TF_INT32]: 'int32',
  [TF_UINT8]: 'uint8',
  [TF_INT64]: 'int64',
  [TF_BOOL]: 'bool',
};

const NATIVE: Readonly<Partial<Record<DataType, number>>> = {
  float32: TF_FLOAT,
  int32: TF_INT32,
  bool: TF_BOOL,
};

const TFJS: Readonly<Record<number, DataType>> = {
  [TF_FLOAT]: 'float32',
  [TF_INT32]: 'int32',
  [TF_UINT8]: 'int32',
  [TF_INT64]: 'int32',
  [TF_BOOL]: 'bool',
};

/** TensorFlow's number for a tfjs dtype. @throws EngineError for `string` and `complex64`, which this version lacks. */
export function nativeType(dtype: DataType): number {
  const type = NATIVE[dtype];
  if (type === undefined)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `The backend 'tensorflow' holds float32, int32 and bool tensors, got ${dtype}; use the backend 'cpu' for such tensors.`,
    );
  return type;
}

/** The tfjs dtype of a native tensor. @throws EngineError for types that tfjs cannot hold. */
export function tfjsType(type: number): DataType {
  const dtype = TFJS[type];
  if (dtype === undefined)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `TensorFlow answered a tensor of type number ${type}, which tfjs cannot hold.`,
    );
  return dtype;
}
