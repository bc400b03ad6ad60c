import { crc32c } from '@node-rs/crc32';

/**
 * The checksum of a TFRecord: CRC-32C, turned and shifted so that a checksum of a checksum does not come out as nothing.
 *
 * @param bytes - What to sum.
 * @returns An unsigned 32-bit number.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}

/**
 * Frames a record as TFRecord files and event files hold it: length, checksum of the length, data, checksum of the data.
 *
 * @param data - The record.
 * @returns 16 bytes more than the data.
 */
export function frameRecord(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(data.length + 16);
  const view = new DataView(frame.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(frame.subarray(0, 8)), true);
  frame.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return frame;
}
