import type { SafeTensorData, SafeTensorType } from './dtype.ts';

/** A tensor of a safetensors file. */
export interface SafeTensor {
  /** Type of the values. */
  readonly dtype: SafeTensorType;
  /** Shape, `[]` for a scalar. */
  readonly shape: readonly number[];
  /**
   * The values, last dimension fastest: an array of the type's own class. `F16` and `BF16` are in a `Uint16Array` as their raw
   * bits, `I64` in a `BigInt64Array`, `BOOL` in a `Uint8Array`.
   */
  readonly data: SafeTensorData;
}

/** A tensor with its name. */
export interface NamedSafeTensor extends SafeTensor {
  /** Name, at most 1 KiB of UTF-8 without control characters. */
  readonly name: string;
}
