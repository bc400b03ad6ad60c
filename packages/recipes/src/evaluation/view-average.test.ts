import { expect, test } from 'vitest';
import { viewAverage } from './view-average.ts';
import type { ViewMean } from './view-average.ts';

function averaged(of: ViewMean, ...views: number[][]): number[] {
  const average = viewAverage(1, views[0]?.length ?? 0, of);
  for (const view of views) average.add(view);
  return Array.from(average.result());
}

const softmax = (logits: readonly number[]): number[] => {
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / total);
};

test('one view is left as it is', () => {
  const logits = Float32Array.of(0.1, Number.NaN, 3);
  for (const of of ['probabilities', 'logits'] as const) {
    const average = viewAverage(1, 3, of);
    average.add(logits);
    expect(average.result()).toBe(logits);
  }
});

test('the softmax of the answer is the mean of the views, and its logarithm is right', () => {
  const views = [
    [0, 1, -2],
    [3, 0.5, 0],
    [-1, -1, 4],
  ];
  const found = averaged('probabilities', ...views);
  found.forEach((logProbability, index) => {
    const mean = views.reduce((sum, view) => sum + (softmax(view)[index] ?? 0), 0) / 3;
    expect(logProbability).toBeCloseTo(Math.log(mean), 12);
  });
});

test('the two means can answer otherwise', () => {
  const views = [
    [10, 0, -20],
    [-30, 0, 0.1],
  ];
  expect(averaged('logits', ...views)).toEqual([-10, 0, -9.95]);
  const [first = 0, second = 0] = averaged('probabilities', ...views);
  expect(first).toBeGreaterThan(second);
});

test('tiny probabilities do not vanish, and those of 0 do', () => {
  const [, second] = averaged('probabilities', [0, -2000], [0, -2000]);
  expect(second).toBeCloseTo(-2000, 9);
  expect(averaged('probabilities', [0, -Infinity], [0, -Infinity])).toEqual([0, -Infinity]);
  const [half] = averaged('probabilities', [0, -Infinity], [-Infinity, 0]);
  expect(half).toBeCloseTo(Math.log(0.5), 12);
});

test.each([[[Number.NaN, 0]], [[Infinity, 0]], [[-Infinity, -Infinity]]])(
  'a view of %j spoils the answer',
  (view) => {
    for (const views of [
      [view, [0, 1]],
      [[0, 1], view],
    ])
      expect(averaged('probabilities', ...views)).toEqual([Number.NaN, Number.NaN]);
  },
);

test('samples do not touch each other', () => {
  const average = viewAverage(2, 2, 'probabilities');
  average.add([0, 5, 1, 1]);
  average.add([5, 0, 1, 1]);
  Array.from(average.result()).forEach((value) => expect(value).toBeCloseTo(Math.log(0.5), 12));
});
