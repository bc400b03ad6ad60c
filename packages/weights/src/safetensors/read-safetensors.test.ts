import { expect, test } from 'vitest';
import { hostileFiles } from '../../test/golden-files.ts';
import { HOSTILE_FILES } from '../../test/hostile-files.ts';
import { readSafetensors } from './read-safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';

const hostile = hostileFiles();
const file = (header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const json = Buffer.from(header);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(Buffer.concat([size, json, data]));
};

function faultOf(bytes: Uint8Array): string | undefined {
  try {
    readSafetensors(bytes);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(SafetensorsError);
    const { code, offset, expected, got, message } = error as SafetensorsError;
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(bytes.length);
    expect(message).toContain(`has ${got} at byte ${offset} where ${expected} should be; `);
    // eslint-disable-next-line no-control-regex -- a message must not drive a terminal
    expect(message).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
    return code;
  }
}

test('refuses every hostile file for its own fault, and takes the odd but sound ones', () => {
  const expected = new Map(
    Object.entries(HOSTILE_FILES).flatMap(([code, names]) => names.map((name) => [name, code] as const)),
  );
  const faults = hostile.map(({ name, bytes }) => [name, faultOf(bytes)]);
  expect(faults).toEqual(hostile.map(({ name }) => [name, expected.get(name)]));
  expect(faults.filter(([, fault]) => fault === undefined).map(([name]) => name)).toEqual(
    hostile.map(({ name }) => name).filter((name) => name.startsWith('sound: ')),
  );
  expect(faults.filter(([, fault]) => fault !== undefined).length).toBeGreaterThan(180);
});

test('takes nothing that the reader of Python refuses', () => {
  const lax = hostile.filter(({ bytes, refused }) => refused !== null && faultOf(bytes) === undefined);
  expect(lax.map(({ name }) => name)).toEqual([]);
  expect(hostile.filter(({ refused }) => refused !== null).length).toBeGreaterThan(150);
});

test('names the file, the fault, its place and the remedy', () => {
  expect(() => readSafetensors(file('{"a":{"dtype":"F8_E4M3"}}'), { source: 'net.safetensors' })).toThrow(
    'net.safetensors has the type "F8_E4M3" at byte 22 where one of I64, F64, F32, I32, BF16, F16, I16, I8, U8, BOOL should be; ' +
      'write the file again, or fetch it again from where it came.',
  );
});

test('neither names nor metadata reach the prototype of objects', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  for (const { bytes } of hostile) faultOf(bytes);
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
  const { tensors } = readSafetensors(
    file('{"constructor":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'),
  );
  expect(tensors.get('constructor')?.shape).toEqual([0]);
  expect(tensors.get('toString')).toBeUndefined();
});

test('views the bytes where they are aligned, and copies them where they are not', () => {
  const data = new Uint8Array([0, 0, 128, 63]);
  const aligned = file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ', data);
  const shifted = file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   ', data);
  const tensorOf = (bytes: Uint8Array) => readSafetensors(bytes).tensors.get('a');
  expect(tensorOf(aligned)?.data.buffer).toBe(aligned.buffer);
  expect(tensorOf(shifted)?.data.buffer).not.toBe(shifted.buffer);
  expect([...(tensorOf(aligned)?.data ?? []), ...(tensorOf(shifted)?.data ?? [])]).toEqual([1, 1]);
});
