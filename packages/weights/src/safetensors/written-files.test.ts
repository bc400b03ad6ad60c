import { expect, test } from 'vitest';
import { goldenFiles } from '../../test/golden-files.ts';
import type { WrittenFile } from '../../test/golden-files.ts';
import { arrayClass } from './dtype.ts';
import { readSafetensors } from './read-safetensors.ts';
import type { NamedSafeTensor } from './safe-tensor.ts';
import { toFloat32 } from './to-float32.ts';
import { writeSafetensors } from './write-safetensors.ts';

const golden = goldenFiles();

/** The values of tools/golden/safetensors_files.py: the bytes (seed + 7 i) mod 251, those of BOOL 0 and 1. */
function tensorsOf({ tensors }: WrittenFile): NamedSafeTensor[] {
  return tensors.map(([name, dtype, shape], seed) => {
    const Data = arrayClass(dtype);
    const count = shape.reduce((product, size) => product * size, 1);
    const raw = Uint8Array.from({ length: count * Data.BYTES_PER_ELEMENT }, (_, i) => (seed + 7 * i) % 251);
    const bytes = dtype === 'BOOL' ? raw.map((byte) => byte % 2) : raw;
    return { name, dtype, shape, data: new Data(bytes.buffer, 0, count) };
  });
}

const bytesOf = (data: ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

test.each(golden.files.map((file) => [file.name, file] as const))(
  'writes what Python writes: %s',
  (_, file) => {
    const metadata = file.metadata === null ? {} : { metadata: new Map(Object.entries(file.metadata)) };
    const written = writeSafetensors({
      tensors: [...tensorsOf(file)].sort((a, b) => (a.name < b.name ? 1 : -1)),
      ...metadata,
    });
    const bytes = Buffer.concat([...written.chunks()]);
    expect(bytes.toString('base64')).toBe(file.file);
    expect(written.byteLength).toBe(bytes.length);
  },
);

test.each(golden.files.map((file) => [file.name, file] as const))(
  'reads what Python writes: %s',
  (_, file) => {
    for (const shift of [0, 1]) {
      const python = Buffer.from(file.file, 'base64');
      const bytes = new Uint8Array(python.length + shift).subarray(shift);
      bytes.set(python);
      const { tensors, metadata } = readSafetensors(bytes);
      expect(Object.fromEntries(metadata)).toEqual(file.metadata ?? {});
      expect(tensors.size).toBe(file.tensors.length);
      for (const { name, dtype, shape, data } of tensorsOf(file)) {
        const tensor = tensors.get(name);
        expect(tensor).toMatchObject({ dtype, shape });
        expect(tensor?.data.constructor).toBe(data.constructor);
        expect(bytesOf(tensor?.data ?? new Uint8Array())).toEqual(bytesOf(data));
      }
    }
  },
);

test.each(['F16', 'BF16'] as const)('widens %s as numpy does', (dtype) => {
  const { bits, float32 } = golden.widened[dtype];
  const widened = toFloat32({ dtype, shape: [bits.length], data: Uint16Array.from(bits) });
  const expected = new Float32Array(Uint32Array.from(float32).buffer);
  expect(widened).toEqual(expected);
  expect(widened.filter((value) => Object.is(value, -0)).length).toBe(1);
});
