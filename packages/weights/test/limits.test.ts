import { expect, test } from 'vitest';
import { readSafetensors } from '../src/index.ts';

const file = (header: string): Uint8Array => {
  const json = Buffer.from(header);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(Buffer.concat([size, json]));
};

test('refuses a header of over 100,000,000 bytes, though the file has them', () => {
  const bytes = new Uint8Array(100_000_009);
  new DataView(bytes.buffer).setUint32(0, 100_000_001, true);
  expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ code: 'header-size' }));
});

test('takes a million tensors and no more', () => {
  const entry = (_: unknown, i: number): string =>
    `"${i.toString(36)}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`;
  const million = Array.from({ length: 1_000_000 }, entry);
  expect(readSafetensors(file(`{${million.join(',')}}`)).tensors.size).toBe(1_000_000);
  const more = file(`{${million.join(',')},"more":{}}`);
  expect(() => readSafetensors(more)).toThrow(expect.objectContaining({ code: 'limit' }));
});
