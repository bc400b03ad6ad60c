import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { outcome } from '../../test/compare-backends.ts';
import { RANDOM } from './random.ts';

const multinomial = (seed: number, normalized = false): tf.Tensor => {
  const rows = normalized
    ? [
        [0.1, 0.2, 0.7],
        [0.5, 0.5, 0],
      ]
    : [
        [0, 1, 2],
        [2, 1, 0],
      ];
  return tf
    .engine()
    .runKernel(
      'Multinomial',
      { logits: tf.tensor2d(rows) },
      { numSamples: 1000, seed, normalized },
    ) as tf.Tensor;
};
const counts = (values: readonly number[]): number[] =>
  [0, 1, 2].map((event) => values.filter((value) => value === event).length / values.length);

test('Multinomial draws rows of int32 in the asked proportions', async () => {
  const [drawn] = await outcome('tensorflow', () => multinomial(3, true));
  expect(drawn).toMatchObject({ dtype: 'int32', shape: [2, 1000] });
  const [first, second] = [drawn?.values.slice(0, 1000) ?? [], drawn?.values.slice(1000) ?? []].map(counts);
  for (const [index, share] of [0.1, 0.2, 0.7].entries()) expect(first?.[index]).toBeCloseTo(share, 1);
  for (const [index, share] of [0.5, 0.5, 0].entries()) expect(second?.[index]).toBeCloseTo(share, 1);
  expect(second?.[2]).toBe(0);
});

test('Multinomial takes logits as they are', async () => {
  const [drawn] = await outcome('tensorflow', () => multinomial(3));
  const share = counts(drawn?.values.slice(0, 1000) ?? []);
  for (const [index, weight] of [1, Math.E, Math.E ** 2].entries())
    expect(share[index]).toBeCloseTo(weight / (1 + Math.E + Math.E ** 2), 1);
});

test('Multinomial: a seed is a seed, 0 and fractions included', async () => {
  const draw = async (seed: number): Promise<unknown> => outcome('tensorflow', () => multinomial(seed));
  for (const seed of [0, 1, 0.25]) expect(await draw(seed)).toEqual(await draw(seed));
  expect(await draw(0)).not.toEqual(await draw(1));
  expect(await draw(0.25)).not.toEqual(await draw(0.5));
});

test.each(['StatelessRandomNormal', 'StatelessRandomUniform', 'StatelessTruncatedNormal'])(
  '%s is a pure function of the seed',
  async (kernel) => {
    const draw = async (seed: [number, number]): Promise<unknown> =>
      outcome(
        'tensorflow',
        () => tf.engine().runKernel(kernel, {}, { shape: [3, 2], seed, dtype: 'float32' }) as tf.Tensor,
      );
    const first = await draw([0, 0]);
    expect(first).toMatchObject([{ dtype: 'float32', shape: [3, 2] }]);
    expect(await draw([0, 0])).toEqual(first);
    expect(await draw([0, 1])).not.toEqual(first);
    expect(await draw([1, 0])).not.toEqual(first);
  },
);

test('every kernel of the family is tested here', () => {
  expect(RANDOM.map(({ kernelName }) => kernelName)).toEqual([
    'StatelessRandomNormal',
    'StatelessRandomUniform',
    'StatelessTruncatedNormal',
    'Multinomial',
  ]);
});
