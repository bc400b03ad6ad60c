import type { EagerContext, Handle } from './eager/eager-context.ts';
import { EngineError } from './engine-error.ts';
import { TF_BOOL, TF_COMPLEX64, TF_INT32 } from './native/data-types.ts';

/** Small constant inputs (axes, paddings, scalars), kept because the same ones come back at every step. */
const MAX_CONSTANTS = 4096;
const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** A native constant as an op's input; it stays the backend's. */
export interface Constant {
  /** The native tensor. */
  readonly constant: Handle;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its values, row by row. */
  readonly values: readonly number[];
}

/** Native constants by type, shape and values. It owns their handles. */
export class ConstantCache {
  readonly #context: () => EagerContext;
  readonly #constants = new Map<string, Constant>();

  /** @param context - answers the context, once the first constant is asked for */
  constructor(context: () => EagerContext) {
    this.#context = context;
  }

  /** The constant with these values. */
  get(values: readonly number[], shape: readonly number[], type: number): Constant {
    const key = `${type}:${shape.join()}:${values.map((value) => (Object.is(value, -0) ? '-0' : value)).join()}`;
    const known = this.#constants.get(key);
    if (known !== undefined) {
      // Inserted anew, so that the Map's order is that of use and no constant of the call being prepared is the oldest.
      this.#constants.delete(key);
      this.#constants.set(key, known);
      return known;
    }
    const [oldest] = this.#constants.size >= MAX_CONSTANTS ? this.#constants : [];
    if (oldest) {
      this.#constants.delete(oldest[0]);
      this.#context().delete(oldest[1].constant);
    }
    const made = { constant: this.#context().create(native(values, type), shape, type), shape, values };
    this.#constants.set(key, made);
    return made;
  }

  /** Gives all of them back. */
  clear(): void {
    for (const { constant } of this.#constants.values()) this.#context().delete(constant);
    this.#constants.clear();
  }
}

function native(values: readonly number[], type: number): Float32Array | Int32Array | Uint8Array {
  if (type === TF_COMPLEX64) return Float32Array.from(values.flatMap((value) => [value, 0]));
  if (type === TF_BOOL) return Uint8Array.from(values, Number);
  return type === TF_INT32 ? Int32Array.from(values) : Float32Array.from(values);
}

/** A whole number for TensorFlow's int32. @throws EngineError for a fraction, NaN, or a number out of range. */
export function wholeNumber(value: number): number {
  if (Number.isInteger(value) && value >= INT32_MIN && value <= INT32_MAX) return value;
  throw new EngineError(
    'INVALID_ARGUMENT',
    `A shape, axis or index must be a whole number of 32 bits, got ${value}.`,
  );
}

/** A bound or fill value in a tensor of `type`: cut down to a whole number, and to the range, as typed arrays do not. */
export function fitting(value: number, type: number): number {
  if (type === TF_BOOL) return value ? 1 : 0;
  if (type !== TF_INT32) return value;
  if (Number.isNaN(value))
    throw new EngineError(
      'INVALID_ARGUMENT',
      'NaN has no place in an int32 tensor; cast the tensor to float32.',
    );
  return Math.trunc(Math.min(Math.max(value, INT32_MIN), INT32_MAX));
}
