import { expect, test } from 'vitest';
import { toFloat32 } from './to-float32.ts';
import type { NamedSafeTensor } from './safe-tensor.ts';
import { writeSafetensors } from './write-safetensors.ts';

const tensor = (change: Partial<NamedSafeTensor> = {}): NamedSafeTensor => ({
  name: 'w',
  dtype: 'F32',
  shape: [2],
  data: new Float32Array([1, 2]),
  ...change,
});

test.each<[string, Partial<NamedSafeTensor>, string]>([
  [
    'values of another class',
    { data: new Int32Array(2) },
    'of type F32 has its values in Int32Array; give Float32Array',
  ],
  [
    'values in a list',
    { data: [1, 2] as unknown as Float32Array },
    'has its values in object; give Float32Array',
  ],
  ['too few values', { shape: [3] }, 'has 2 values and the shape [3]; give 3 values or another shape'],
  ['a half size', { shape: [0.5, 4] }, 'has the shape [0.5,4]; give at most 32 whole sizes'],
  ['a negative size', { shape: [-1, -2] }, 'has the shape [-1,-2]; give at most 32 whole sizes'],
  ['33 dimensions', { shape: [...Array(32).fill(1), 2] }, 'give at most 32 whole sizes'],
  ['an unknown type', { dtype: 'F8' as 'F32' }, 'The tensor type F8 is not known; give one of I64, F64'],
  [
    'a control character',
    { name: 'a\u0007' },
    'a control character in the name "a\\u0007"; name each by at most',
  ],
  ['a reserved name', { name: '__metadata__' }, 'the reserved name __metadata__'],
  ['a prototype', { name: '__proto__' }, 'the reserved name __proto__'],
  ['half a pair', { name: '\uD800' }, 'a lone surrogate in a name'],
  ['a long name', { name: '€'.repeat(342) }, 'a name of 1026 bytes'],
])('refuses %s', (_, change, message) => {
  expect(() => writeSafetensors({ tensors: [tensor(change)] })).toThrow(message);
});

test('refuses two tensors of one name, and metadata that is no text', () => {
  expect(() => writeSafetensors({ tensors: [tensor(), tensor()] })).toThrow(
    'Two tensors are named w; give each a name of its own.',
  );
  const metadata = (key: string, value: unknown) => () =>
    writeSafetensors({ tensors: [], metadata: new Map([[key, value as string]]) });
  expect(metadata('step', 7)).toThrow('The metadata has a number or an ill-formed text at "step"; give');
  expect(metadata('step', '\uDC00')).toThrow('an ill-formed text at "step"');
  expect(metadata('__proto__', '')).toThrow('The metadata has the key __proto__; give it another.');
});

test('copies no values: a chunk shares the memory of its tensor, and can be asked for again', () => {
  const given = tensor();
  const written = writeSafetensors({ tensors: [given] });
  const chunks = [...written.chunks()];
  expect(chunks.map(({ buffer }) => buffer === given.data.buffer)).toEqual([false, true]);
  expect([...written.chunks()]).toEqual(chunks);
});

test('takes values in the middle of a larger array', () => {
  const data = new Float32Array([0, 1, 2, 3]).subarray(1, 3);
  const bytes = Buffer.concat([...writeSafetensors({ tensors: [tensor({ data })] }).chunks()]);
  expect([bytes.readFloatLE(bytes.length - 8), bytes.readFloatLE(bytes.length - 4)]).toEqual([1, 2]);
});

test('widens every type to float32, and float32 to itself', () => {
  const data = new Float32Array([1.5]);
  expect(toFloat32({ dtype: 'F32', shape: [1], data })).toBe(data);
  const widened = (dtype: NamedSafeTensor['dtype'], values: NamedSafeTensor['data']): number[] => [
    ...toFloat32({ dtype, shape: [values.length], data: values }),
  ];
  expect(widened('F64', new Float64Array([0.1, 1e40]))).toEqual([Math.fround(0.1), Infinity]);
  expect(widened('I64', new BigInt64Array([-(2n ** 63n), 16777217n]))).toEqual([-(2 ** 63), 16777216]);
  expect(widened('I32', new Int32Array([-7]))).toEqual([-7]);
  expect(widened('I16', new Int16Array([-7]))).toEqual([-7]);
  expect(widened('I8', new Int8Array([-7]))).toEqual([-7]);
  expect(widened('U8', new Uint8Array([255]))).toEqual([255]);
  expect(widened('BOOL', new Uint8Array([0, 1, 2]))).toEqual([0, 1, 1]);
});
