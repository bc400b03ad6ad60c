import type { DataType } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/** TensorFlow's `TF_DataType` numbers that the backend meets (tensorflow/c/tf_datatype.h). */
export const TF_FLOAT = 1;
export const TF_DOUBLE = 2;
export const TF_INT32 = 3;
export const TF_UINT8 = 4;
export const TF_INT16 = 5;
export const TF_INT8 = 6;
export const TF_STRING = 7;
export const TF_COMPLEX64 = 8;
export const TF_INT64 = 9;
export const TF_BOOL = 10;
export const TF_BFLOAT16 = 14;
export const TF_UINT16 = 17;
export const TF_HALF = 19;
export const TF_UINT32 = 22;
export const TF_UINT64 = 23;

/** Types of elements that ops take or answer and tfjs has no name for. */
export type WiderDataType =
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'int16'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64';

/** A type of elements in TensorFlow, by its tfjs or NumPy name. */
export type NativeDataType = DataType | WiderDataType;

interface NativeTypeFacts {
  readonly name: NativeDataType;
  /** Bytes of one element; of a string, of TensorFlow's string object. */
  readonly bytes: number;
  /** What a tensor of this type is in tfjs. */
  readonly dtype: DataType;
}

const FACTS: Readonly<Record<number, NativeTypeFacts>> = {
  [TF_FLOAT]: { name: 'float32', bytes: 4, dtype: 'float32' },
  [TF_DOUBLE]: { name: 'float64', bytes: 8, dtype: 'float32' },
  [TF_INT32]: { name: 'int32', bytes: 4, dtype: 'int32' },
  [TF_UINT8]: { name: 'uint8', bytes: 1, dtype: 'int32' },
  [TF_INT16]: { name: 'int16', bytes: 2, dtype: 'int32' },
  [TF_INT8]: { name: 'int8', bytes: 1, dtype: 'int32' },
  [TF_STRING]: { name: 'string', bytes: 24, dtype: 'string' },
  [TF_COMPLEX64]: { name: 'complex64', bytes: 8, dtype: 'complex64' },
  [TF_INT64]: { name: 'int64', bytes: 8, dtype: 'int32' },
  [TF_BOOL]: { name: 'bool', bytes: 1, dtype: 'bool' },
  [TF_BFLOAT16]: { name: 'bfloat16', bytes: 2, dtype: 'float32' },
  [TF_UINT16]: { name: 'uint16', bytes: 2, dtype: 'int32' },
  [TF_HALF]: { name: 'float16', bytes: 2, dtype: 'float32' },
  [TF_UINT32]: { name: 'uint32', bytes: 4, dtype: 'int32' },
  [TF_UINT64]: { name: 'uint64', bytes: 8, dtype: 'int32' },
};

const NUMBERS: ReadonlyMap<string, number> = new Map(
  Object.entries(FACTS).map(([type, { name }]) => [name, Number(type)]),
);

/** Bytes of one element; 0 for types that hold no plain elements, such as resources. */
export function elementBytes(type: number): number {
  return FACTS[type]?.bytes ?? 0;
}

/** Name of a type for messages. */
export function typeName(type: number): string {
  return FACTS[type]?.name ?? `type ${type}`;
}

/** TensorFlow's number for a type's name. @throws EngineError for a name that is none. */
export function nativeType(name: NativeDataType): number {
  const type = NUMBERS.get(name);
  if (type === undefined)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `The backend 'tensorflow' holds float32, int32, bool, string and complex64 tensors, got ${String(name)}.`,
    );
  return type;
}

/** The tfjs dtype of a native tensor. @throws EngineError for types that tfjs cannot hold. */
export function tfjsType(type: number): DataType {
  const facts = FACTS[type];
  if (facts === undefined)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `TensorFlow answered a tensor of type number ${type}, which tfjs cannot hold.`,
    );
  return facts.dtype;
}
