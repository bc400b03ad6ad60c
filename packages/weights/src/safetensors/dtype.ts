/** Types of values that are read and written; `F16` and `BF16` as their raw bits, `BOOL` as bytes of 0 and 1. */
export type SafeTensorType = 'I64' | 'F64' | 'F32' | 'I32' | 'BF16' | 'F16' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** Values of a tensor as they lie in a file. */
export type SafeTensorData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

interface ArrayClass {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): SafeTensorData;
}

/** The array class of each type, in the order in which the format's own writer lays the types out. */
const ARRAYS: ReadonlyMap<SafeTensorType, ArrayClass> = new Map<SafeTensorType, ArrayClass>([
  ['I64', BigInt64Array],
  ['F64', Float64Array],
  ['F32', Float32Array],
  ['I32', Int32Array],
  ['BF16', Uint16Array],
  ['F16', Uint16Array],
  ['I16', Int16Array],
  ['I8', Int8Array],
  ['U8', Uint8Array],
  ['BOOL', Uint8Array],
]);

/** The types that are read and written, in the order in which they lie in a file. */
export const SAFETENSOR_TYPES: readonly SafeTensorType[] = [...ARRAYS.keys()];

/** Types of the format that are refused here. */
export const OTHER_TYPES: ReadonlySet<string> = new Set(
  'U64 C64 U32 U16 F8_E5M2 F8_E4M3 F8_E8M0 F8_E4M3FNUZ F8_E5M2FNUZ F4 F6_E2M3 F6_E3M2'.split(' '),
);

/** Whether a word names a type that is read and written. */
export function isSafeTensorType(word: string): word is SafeTensorType {
  return ARRAYS.has(word as SafeTensorType);
}

/** The array class in which values of a type are kept. */
export function arrayClass(dtype: SafeTensorType): ArrayClass {
  const found = ARRAYS.get(dtype);
  if (found === undefined)
    throw new TypeError(
      `The tensor type ${String(dtype)} is not known; give one of ${SAFETENSOR_TYPES.join(', ')}.`,
    );
  return found;
}
