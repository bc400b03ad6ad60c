import { readVarint } from '../varint.ts';
import { DataError } from '../data-error.ts';

/** Reads the fields of a protocol buffer, each held against the bytes that are there. */
export class ProtobufCursor {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  readonly #end: number;
  #offset: number;

  /**
   * @param bytes - The whole message.
   * @param file - Where it comes from, for errors.
   * @param start - First byte to read.
   * @param end - Byte after the last.
   */
  constructor(bytes: Uint8Array, file: string, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#file = file;
    this.#offset = start;
    this.#end = end;
  }

  /** Whether all is read. */
  get done(): boolean {
    return this.#offset >= this.#end;
  }

  /** Number of bytes that are left. */
  get left(): number {
    return this.#end - this.#offset;
  }

  /** The error of a message that is not as it should be. */
  fault(what: string): DataError {
    return new DataError(
      `${this.#file}: byte ${this.#offset} of the tf.train.Example ${what}; make the record again.`,
      { file: this.#file, offset: this.#offset },
    );
  }

  /** The next field's number and wire type. */
  tag(): { readonly field: number; readonly wire: number } {
    const tag = this.varint();
    if (tag > 0xffff_ffffn || tag < 8n) throw this.fault('begins a field without a number');
    return { field: Number(tag >> 3n), wire: Number(tag & 7n) };
  }

  /** An unsigned number of up to 64 bits. */
  varint(): bigint {
    const value = readVarint(this);
    if (value === undefined) throw this.fault('is in a number of more than 10 bytes');
    return value;
  }

  /** A field of bytes, a view. */
  bytes(): Uint8Array {
    const [start, end] = this.#span();
    return this.#bytes.subarray(start, end);
  }

  /** A field that is a message. */
  message(): ProtobufCursor {
    const [start, end] = this.#span();
    return new ProtobufCursor(this.#bytes, this.#file, start, end);
  }

  /** A float of 32 bits. */
  float(): number {
    if (this.left < 4) throw this.fault('is in a float that is cut short');
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#offset, 4);
    this.#offset += 4;
    return view.getFloat32(0, true);
  }

  /** Text, which must be UTF-8. */
  text(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes());
    } catch (error) {
      throw error instanceof DataError ? error : this.fault('ends a text that is no UTF-8');
    }
  }

  /** Passes over a field that is not known. */
  skip(wire: number): void {
    if (wire === 0) this.varint();
    else if (wire === 2) this.bytes();
    else if (wire === 1 || wire === 5) {
      const size = wire === 1 ? 8 : 4;
      if (this.left < size) throw this.fault('is in a field that is cut short');
      this.#offset += size;
    } else throw this.fault(`begins a field of wire type ${wire}`);
  }

  /** The next byte. */
  byte(): number {
    if (this.done) throw this.fault('is past its end');
    const byte = this.#bytes[this.#offset] ?? 0;
    this.#offset += 1;
    return byte;
  }

  #span(): [number, number] {
    const length = this.varint();
    if (length > BigInt(this.left)) throw this.fault(`announces ${length} bytes where ${this.left} are left`);
    const start = this.#offset;
    this.#offset += Number(length);
    return [start, this.#offset];
  }
}
