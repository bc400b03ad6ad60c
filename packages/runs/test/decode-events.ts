/** CRC-32C bit by bit, from its polynomial: slow, and independent of the library's. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return Number((BigInt((crc >>> 15) | (crc << 17)) + 0xa282ead8n) & 0xffffffffn);
};

/** The records of a file, whose sums must be right; a torn last one is left out. */
export function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at + 12 <= bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    const end = at + 12 + length + 4;
    if (end > bytes.length) break;
    const data = bytes.subarray(at + 12, end - 4);
    if (masked(bytes.subarray(at, at + 8)) !== bytes.readUInt32LE(at + 8)) throw new Error('length sum');
    if (masked(data) !== bytes.readUInt32LE(end - 4)) throw new Error('data sum');
    records.push(data);
    at = end;
  }
  return records;
}

/** Fields of a protocol buffer by their numbers; of equal ones the last. */
export function fieldsOf(bytes: Buffer): Map<number, Buffer | bigint> {
  const fields = new Map<number, Buffer | bigint>();
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 0) fields.set(tag >> 3, varint());
    else {
      const size = wire === 1 ? 8 : wire === 5 ? 4 : Number(varint());
      fields.set(tag >> 3, bytes.subarray(at, at + size));
      at += size;
    }
  }
  return fields;
}

const part = (fields: Map<number, Buffer | bigint>, number: number): Buffer => {
  const field = fields.get(number);
  return Buffer.isBuffer(field) ? field : Buffer.alloc(0);
};

/** `[step, tag, value]` of the scalars of a file. */
export function scalarsOf(bytes: Buffer): [number, string, number][] {
  return recordsOf(bytes).flatMap((record) => {
    const event = fieldsOf(record);
    const value = fieldsOf(part(fieldsOf(part(event, 5)), 1));
    const number = part(value, 2);
    return number.length === 4
      ? [[Number(event.get(2) ?? 0n), part(value, 1).toString(), number.readFloatLE()]]
      : [];
  });
}
