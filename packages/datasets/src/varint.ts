/** Hands out one byte after the other, and throws where there is none. */
export interface ByteCursor {
  /** The next byte. */
  byte(): number;
}

/**
 * Reads an unsigned number of protobuf's and Thrift's variable length: at most 10 bytes, of which 64 bits count.
 *
 * @returns The number; undefined where it has more bytes.
 */
export function readVarint(cursor: ByteCursor): bigint | undefined {
  let low = 0;
  // Nearly all are short: up to 28 bits in plain numbers.
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = cursor.byte();
    low |= (byte & 127) << shift;
    if (byte < 128) return BigInt(low);
  }
  let value = BigInt(low);
  for (let shift = 28n; shift < 70n; shift += 7n) {
    const byte = cursor.byte();
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return BigInt.asUintN(64, value);
  }
  return undefined;
}
