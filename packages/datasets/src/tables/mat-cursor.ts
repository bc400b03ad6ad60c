import { DataError } from '../data-error.ts';
import { LIMITS } from '../limits.ts';

/** Kinds of elements of a MAT file that have numbers, with the bytes of each. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 4],
  [6, 4],
  [7, 4],
  [9, 8],
  [12, 8],
  [13, 8],
  [16, 1],
  [17, 2],
  [18, 4],
]);

/** An element of a MAT file: what it is of, and its bytes. */
export interface MatElement {
  /** Kind: 14 is an array, 15 a packed element. */
  readonly type: number;
  /** Content, a view. */
  readonly bytes: Uint8Array;
}

/** Goes through the elements of a MAT file, each held against the bytes that are there. */
export class MatCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  readonly #origin: number;
  #offset = 0;

  /**
   * @param bytes - Elements one after the other.
   * @param file - Path, for errors.
   * @param origin - Where in the memory of `bytes` the file begins, or what it unpacked to.
   */
  constructor(bytes: Uint8Array, file: string, origin: number = bytes.byteOffset) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
    this.#origin = origin;
  }

  /** Whether all is read. */
  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** The error of a file that is not as it should be. */
  fault(what: string): DataError {
    const offset = this.#bytes.byteOffset - this.#origin + this.#offset;
    return new DataError(
      `${this.#file} is no MAT file of version 5 that can be read: ${what} at byte ${offset}; get the file again from its publisher.`,
      { file: this.#file, offset },
    );
  }

  /** The next element. */
  next(): MatElement {
    const left = this.#bytes.length - this.#offset;
    if (left < 8) throw this.fault('an element that is cut short');
    const word = this.#view.getUint32(this.#offset, true);
    const short = word >>> 16;
    const type = short === 0 ? word : word & 0xffff;
    const size = short === 0 ? this.#view.getUint32(this.#offset + 4, true) : short;
    const start = this.#offset + (short === 0 ? 8 : 4);
    if (size > (short === 0 ? left - 8 : 4)) throw this.fault(`an element that announces ${size} bytes`);
    // Packed elements alone are not filled up to eight bytes.
    const filled = short !== 0 ? 4 : type === 15 ? size : Math.ceil(size / 8) * 8;
    this.#offset = start + filled;
    return { type, bytes: this.#bytes.subarray(start, start + size) };
  }

  /** The next element's numbers. */
  numbers(): number[] {
    const element = this.next();
    if (element.bytes.length > 8 * LIMITS.matElements) throw this.fault('a list that is too long');
    return matNumbers(element) ?? this.#refuse(element);
  }

  #refuse({ type }: MatElement): never {
    throw this.fault(`an element of kind ${type} where numbers were expected`);
  }
}

/**
 * Reads the numbers of an element.
 *
 * @param element - The element.
 * @returns The numbers; undefined where the element is of another kind, or its size is no number of them.
 */
export function matNumbers({ type, bytes }: MatElement): number[] | undefined {
  const size = SIZES.get(type);
  if (size === undefined || bytes.length % size !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / size }, (_, index) => {
    const at = index * size;
    switch (type) {
      case 1:
        return view.getInt8(at);
      case 3:
        return view.getInt16(at, true);
      case 4:
      case 17:
        return view.getUint16(at, true);
      case 5:
        return view.getInt32(at, true);
      case 6:
      case 18:
        return view.getUint32(at, true);
      case 7:
        return view.getFloat32(at, true);
      case 9:
        return view.getFloat64(at, true);
      case 12:
        return Number(view.getBigInt64(at, true));
      case 13:
        return Number(view.getBigUint64(at, true));
      default:
        return view.getUint8(at);
    }
  });
}
