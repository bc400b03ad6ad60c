import '@tensorflow/tfjs-backend-cpu';
import { dispose, memory, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { NamedTensorMap } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { clipGradients, expectClip } from './clip-gradients.ts';
import type { ClipSpec } from './clip-gradients.ts';

const clipped = (gradients: () => NamedTensorMap, spec: ClipSpec): Record<string, number[]> => {
  const before = memory().numTensors;
  const result = tidy(() =>
    Object.fromEntries(
      Object.entries(clipGradients(gradients(), spec)).map(([name, value]) => [name, [...value.dataSync()]]),
    ),
  );
  expect(memory().numTensors).toBe(before);
  return result;
};

/** The norm of all together is 13. */
const gradients = (): NamedTensorMap => ({ a: tensor1d([3, -4]), b: tensor2d([[12]]) });

test('the norm is that of all gradients together, and only shrinks them', () => {
  const halved = clipped(gradients, { norm: 6.5 });
  expect([...(halved['a'] ?? []), ...(halved['b'] ?? [])].map((x) => Math.round(x * 1e5) / 1e5)).toEqual([
    1.5, -2, 6,
  ]);
  expect(clipped(gradients, { norm: 14 })).toEqual({ a: [3, -4], b: [12] });
  expect(clipped(gradients, { value: 3.5 })).toEqual({ a: [3, -3.5], b: [3.5] });
  expect(clipped(gradients, {})).toEqual({ a: [3, -4], b: [12] });
});

test('gives new tensors, and leaves no others', () => {
  const given = gradients();
  const before = memory().numTensors;
  for (const spec of [{}, { norm: 1 }, { norm: 100, value: 1 }]) {
    const result = clipGradients(given, spec);
    expect(memory().numTensors).toBe(before + 2);
    dispose(result);
  }
  expect(given['b']?.dataSync()[0]).toBe(12);
  dispose(given);
});

test('gradients of 0 stay 0, and an infinite one is not hidden', () => {
  expect(clipped(() => ({ a: tensor1d([0, 0]) }), { norm: 1 })).toEqual({ a: [0, 0] });
  expect(clipped(() => ({ a: tensor1d([1, Infinity]) }), { norm: 1 })['a']).toEqual([0, Number.NaN]);
});

test.each<readonly [object, string]>([
  [{ norms: 1 }, 'clip has no option "norms"; it has norm, value.'],
  [[1], 'clip takes an object of options: write clip: { norm: 1 }, not an array.'],
  [{ norm: 0 }, 'clip.norm must be above 0; got 0.'],
  [{ value: -1 }, 'clip.value must be a finite number of at least 0; got -1.'],
  [{ norm: Number.NaN }, 'clip.norm must be a finite number of at least 0; got NaN.'],
])('refuses %j', (spec, message) => {
  expect(() => expectClip(spec as ClipSpec)).toThrow(message);
  expect(() => clipGradients({}, spec as ClipSpec)).toThrow(message);
});
