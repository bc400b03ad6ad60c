import '@tensorflow/tfjs-backend-cpu';
import { memory, scalar, tensor1d, tidy, variable } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { weightAverage } from './weight-average.ts';
import type { AverageSpec, WeightAverage } from './weight-average.ts';

const weight = (): Variable => tidy(() => variable(tensor1d([1, -2])));
const valuesOf = (each: Variable): number[] => [...each.dataSync()];

test('the factor of a step is a pure function of it', () => {
  const factors = (spec: AverageSpec): number[] => {
    const { factor } = weightAverage(spec);
    return Array.from({ length: 7 }, (_, index) => Math.round(factor(index + 1) * 1e6) / 1e6);
  };
  expect(factors({ type: 'ema', decay: 0.9 })).toEqual([1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
  expect(factors({ type: 'ema', decay: 0.75, every: 3 })).toEqual([1, 1, 1, 0, 0, 0.25, 0]);
  expect(factors({ type: 'polyak' })).toEqual([1, 0.5, 0.333333, 0.25, 0.2, 0.166667, 0.142857]);
  expect(factors({ type: 'polyak', from: 5 })).toEqual([1, 1, 1, 1, 1, 0.5, 0.333333]);
});

test.each<AverageSpec>([
  { type: 'ema', decay: 0.9 },
  { type: 'polyak', from: 2 },
])('%j: another average with the same slots goes on in the same way', (spec) => {
  const each = weight();
  const averageAfter = (first: number, average: WeightAverage): number[] =>
    tidy(() => {
      for (let step = first; step <= 6; step++) {
        each.assign(tensor1d([Math.sin(step), Math.cos(step)]));
        average.update([each], scalar(average.factor(step)));
      }
      return average.slots([each]).flatMap(({ value }) => valuesOf(value));
    });
  const [alone, before, after] = [weightAverage(spec), weightAverage(spec), weightAverage(spec)];
  const expected = averageAfter(1, alone);
  tidy(() => {
    each.assign(tensor1d([1, -2]));
    before.slots([each]);
    for (const step of [1, 2, 3]) {
      each.assign(tensor1d([Math.sin(step), Math.cos(step)]));
      before.update([each], scalar(before.factor(step)));
    }
    for (const [index, { value }] of after.slots([each]).entries())
      value.assign(before.slots([each])[index]?.value.clone() as Variable);
  });
  expect(averageAfter(4, after)).toEqual(expected);
  for (const average of [alone, before, after]) average.dispose();
  each.dispose();
});

test('an update with a factor of 0 changes no bit of the average', () => {
  const each = weight();
  const average = weightAverage({ type: 'ema', decay: 0.9 });
  const [slot] = average.slots([each]);
  each.assign(tensor1d([0.1, 1e-30]));
  tidy(() => average.update([each], scalar(0)));
  expect(slot && valuesOf(slot.value)).toEqual([1, -2]);
  expect(slot).toMatchObject({ name: 'average', of: each });
  average.dispose();
});

test('variables hold their averages for as long as they are used, also where that fails', async () => {
  const each = weight();
  const average = weightAverage({ type: 'ema', decay: 0.5 });
  average.slots([each]);
  tidy(() => each.assign(tensor1d([5, 6])));
  const before = memory().numTensors;
  expect(await average.withAverages([each], async () => valuesOf(each))).toEqual([1, -2]);
  expect(valuesOf(each)).toEqual([5, 6]);
  const failing = average.withAverages([each], async () => {
    expect(valuesOf(each)).toEqual([1, -2]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(valuesOf(each)).toEqual([5, 6]);
  expect(memory().numTensors).toBe(before);
  average.apply([each]);
  expect(valuesOf(each)).toEqual([1, -2]);
  // A copy: what becomes of the weight does not reach the average.
  tidy(() => each.assign(tensor1d([7, 8])));
  expect(valuesOf(average.slots([each])[0]?.value as Variable)).toEqual([1, -2]);
  average.dispose();
  each.dispose();
  expect(memory().numTensors).toBe(before - 2);
});

test('a second call, an update or apply meanwhile is refused, and changes nothing', async () => {
  const each = weight();
  const average = weightAverage({ type: 'polyak' });
  average.slots([each]);
  tidy(() => each.assign(tensor1d([5, 6])));
  let end = (): void => {};
  const first = average.withAverages([each], () => new Promise<void>((resolve) => (end = resolve)));
  const refusal = 'The variables hold their averages; await withAverages before the next call.';
  await expect(average.withAverages([each], async () => {})).rejects.toThrow(refusal);
  expect(() => average.apply([each])).toThrow(refusal);
  expect(() => tidy(() => average.update([each], scalar(1)))).toThrow(refusal);
  expect(valuesOf(each)).toEqual([1, -2]);
  end();
  await first;
  expect(valuesOf(each)).toEqual([5, 6]);
  expect(await average.withAverages([each], async () => valuesOf(each))).toEqual([1, -2]);
  average.dispose();
  each.dispose();
});

test.each<readonly [object, string]>([
  [{ type: 'ema', decay: 1 }, 'average.decay must be a number of at least 0 and below 1; got 1.'],
  [{ type: 'ema', decay: '0.9' }, 'average.decay must be a number of at least 0 and below 1; got "0.9".'],
  [{ type: 'ema' }, 'average.decay is missing; it must be a number of at least 0 and below 1.'],
  [{ type: 'ema', decay: 0.9, every: 0 }, 'average.every must be an integer of at least 1; got 0.'],
  [{ type: 'polyak', from: 0.5 }, 'average.from must be an integer of at least 1; got 0.5.'],
  [
    { type: 'ema', decay: 0.9, evry: 3 },
    'average has no key "evry"; did you mean "every"? It has type, decay, every.',
  ],
  [{ type: 'polyak', decay: 0.9 }, 'average has no key "decay"; it has type, from.'],
  [[], "average must be an average, such as { type: 'ema', decay: 0.999 }; got []."],
  [{ type: 'emma' }, 'average.type must be one of ema, polyak; got "emma"; did you mean "ema"?'],
])('refuses %j', (spec, message) => {
  expect(() => weightAverage(spec as AverageSpec)).toThrow(message);
});
