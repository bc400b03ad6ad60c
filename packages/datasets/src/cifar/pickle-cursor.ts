import { DataError } from '../data-error.ts';

/** Reads the operands of a pickle's instructions, each held against the bytes that are left. */
export class PickleCursor {
  /** Path of the pickle. */
  readonly file: string;
  /** Next byte. */
  offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /**
   * @param bytes - The pickle.
   * @param file - Its path.
   */
  constructor(bytes: Uint8Array, file: string) {
    this.file = file;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Number of bytes after the next one to read, itself included. */
  get left(): number {
    return this.#bytes.length - this.offset;
  }

  /** The error of a pickle that is not as it should be, at an offset. */
  fault(what: string, offset: number = this.offset): DataError {
    return new DataError(
      `${this.file} is no pickle that can be read safely: ${what} at byte ${offset}; get the file again from its publisher.`,
      { file: this.file, offset },
    );
  }

  /** Some bytes, a view. */
  take(length: number): Uint8Array {
    if (!(length >= 0 && length <= this.left)) {
      throw this.fault(`${length} bytes were announced and ${this.left} are left`);
    }
    const start = this.offset;
    this.offset += length;
    return this.#bytes.subarray(start, this.offset);
  }

  /** An unsigned number of 1, 2 or 4 bytes. */
  unsigned(size: 1 | 2 | 4): number {
    const start = this.#skip(size);
    if (size === 1) return this.#view.getUint8(start);
    return size === 2 ? this.#view.getUint16(start, true) : this.#view.getUint32(start, true);
  }

  /** A signed number of 4 bytes. */
  signed(): number {
    return this.#view.getInt32(this.#skip(4), true);
  }

  /** A length of 8 bytes. */
  longLength(): number {
    const length = this.#view.getBigUint64(this.#skip(8), true);
    if (length > BigInt(this.left))
      throw this.fault(`${length} bytes were announced and ${this.left} are left`);
    return Number(length);
  }

  /** A float of 8 bytes, the only big-endian operand. */
  float(): number {
    return this.#view.getFloat64(this.#skip(8), false);
  }

  /** A line of text without its end. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.offset);
    if (end === -1 || end - this.offset > 1024) throw this.fault('a line without an end');
    const text = this.text(this.take(end - this.offset));
    this.offset += 1;
    return text;
  }

  /** Bytes as UTF-8, which they must be. */
  text(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.fault('text that is no UTF-8');
    }
  }

  #skip(size: number): number {
    this.take(size);
    return this.offset - size;
  }
}
