import { maskedCrc32c } from './masked-crc32c.ts';

const LENGTH_BYTES = 8;
const SUM_BYTES = 4;

/**
 * One record of a TFRecord file: the length of the data, its check sum, the data, and its check sum.
 * @see tensorflow/core/lib/io/record_writer.h
 */
export function tfRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(LENGTH_BYTES + SUM_BYTES + data.length + SUM_BYTES);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, LENGTH_BYTES)), LENGTH_BYTES);
  record.set(data, LENGTH_BYTES + SUM_BYTES);
  record.writeUInt32LE(maskedCrc32c(data), record.length - SUM_BYTES);
  return record;
}
