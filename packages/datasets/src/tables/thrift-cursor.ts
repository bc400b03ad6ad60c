import { readVarint } from '../varint.ts';

/** A value of Thrift's compact protocol. */
export type ThriftValue = boolean | number | bigint | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** Fields of a structure by their numbers. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** Structures and lists within one another; parquet has 7. */
const DEPTH = 32;
const TYPE = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, bytes: 8, list: 9, struct: 12 };

/** Reads Thrift's compact protocol with nothing taken on trust: numbers of at most 10 bytes, lists of no more elements than there are bytes. */
export class ThriftCursor {
  /** Next byte. */
  offset: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /**
   * @param bytes - The bytes.
   * @param offset - First byte to read.
   */
  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  /**
   * Reads a structure.
   *
   * @param depth - How deep it lies.
   * @throws RangeError with what is wrong, when it is none.
   */
  struct(depth = 0): ThriftStruct {
    if (depth > DEPTH) throw new RangeError(`structures more than ${DEPTH} deep`);
    const fields = new Map<number, ThriftValue>();
    let field = 0;
    for (;;) {
      const head = this.byte();
      const type = head & 15;
      if (type === 0) return fields;
      field = head >>> 4 === 0 ? Number(BigInt.asIntN(16, this.#zigZag())) : field + (head >>> 4);
      fields.set(
        field,
        type === TYPE.true || type === TYPE.false ? type === TYPE.true : this.#value(type, depth),
      );
    }
  }

  /** A number of at most 10 bytes, of which 64 bits count. */
  varint(): bigint {
    const value = readVarint(this);
    if (value === undefined) throw new RangeError('a number of more than 10 bytes');
    return value;
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        return this.byte() === 1;
      case TYPE.byte:
        return this.byte();
      case TYPE.i16:
      case TYPE.i32:
        return Number(BigInt.asIntN(32, this.#zigZag()));
      case TYPE.i64:
        return this.#zigZag();
      case TYPE.double:
        this.#need(8);
        this.offset += 8;
        return this.#view.getFloat64(this.offset - 8, true);
      case TYPE.bytes: {
        const length = Number(this.varint());
        this.#need(length);
        this.offset += length;
        return this.#bytes.subarray(this.offset - length, this.offset);
      }
      case TYPE.list:
        return this.#list(depth + 1);
      case TYPE.struct:
        return this.struct(depth + 1);
      default:
        throw new RangeError(`a value of type ${type}`);
    }
  }

  #list(depth: number): ThriftValue[] {
    if (depth > DEPTH) throw new RangeError(`lists more than ${DEPTH} deep`);
    const head = this.byte();
    const length = head >>> 4 === 15 ? Number(this.varint()) : head >>> 4;
    // Each element has a byte at least.
    this.#need(length);
    const values: ThriftValue[] = [];
    for (let index = 0; index < length; index += 1) values.push(this.#value(head & 15, depth));
    return values;
  }

  #zigZag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  /** The next byte. */
  byte(): number {
    this.#need(1);
    this.offset += 1;
    return this.#bytes[this.offset - 1] ?? 0;
  }

  #need(length: number): void {
    const left = this.#bytes.length - this.offset;
    if (length > left) throw new RangeError(`${length} bytes where ${left} are left`);
  }
}
