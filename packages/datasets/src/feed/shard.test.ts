import { expect, test } from 'vitest';
import { shard, shardBatches } from './shard.ts';

const orderOf = (length: number): number[] =>
  Array.from({ length }, (_, place) => (place * 7 + 3) % Math.max(1, length)).map(
    (_, place) => length - place,
  );
const sorted = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);

test('the shards have each sample exactly once, and lengths that differ by one at most', () => {
  for (let length = 0; length < 40; length += 1)
    for (let count = 1; count < 9; count += 1) {
      const order = orderOf(length);
      const shards = Array.from({ length: count }, (_, index) => shard({ order, index, count }));
      expect(sorted(shards.flatMap((own) => [...own]))).toEqual(sorted(order));
      const lengths = shards.map((own) => own.length);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }
});

test('a step of all workers has the samples of a large batch, and every worker as many steps', () => {
  for (let length = 0; length < 40; length += 1)
    for (let count = 1; count < 6; count += 1)
      for (let batch = 1; batch < 5; batch += 1) {
        const order = orderOf(length);
        const together = batch * count;
        for (const last of ['keep', 'drop'] as const) {
          const workers = Array.from({ length: count }, (_, index) =>
            shardBatches({ order, index, count, batch, last }),
          );
          const steps = last === 'keep' ? Math.ceil(length / together) : Math.floor(length / together);
          for (const own of workers) expect(own).toHaveLength(steps);
          for (let step = 0; step < steps; step += 1) {
            const parts = workers.map((own) => own[step]);
            const expected = order.slice(step * together, (step + 1) * together);
            expect(sorted(parts.flatMap((part) => [...(part?.indices ?? [])]))).toEqual(sorted(expected));
            for (const part of parts) expect(part?.total).toBe(expected.length);
            const lengths = parts.map((part) => part?.indices.length ?? 0);
            expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
          }
        }
      }
});

test('a mean over shards, each by its share, has no bias', () => {
  const order = orderOf(23);
  const values = order.map((sample) => sample ** 2);
  const of = (indices: Iterable<number>): number[] => [...indices].map((sample) => sample ** 2);
  const mean = (list: readonly number[]): number =>
    list.length === 0 ? 0 : list.reduce((sum, value) => sum + value, 0) / list.length;
  const workers = [0, 1, 2].map((index) => shardBatches({ order, index, count: 3, batch: 8 }));
  const [whole = 0] = [
    workers.reduce((sum, [step]) => {
      const { indices = new Uint32Array(), total = 1 } = step ?? {};
      return sum + mean(of(indices)) * (indices.length / total);
    }, 0),
  ];
  expect(whole).toBeCloseTo(mean(values), 9);
});

test('bad numbers are refused', () => {
  const order = [1, 2, 3];
  expect(() => shard({ order, index: 2, count: 2 })).toThrow(
    'index must be a whole number from 0 to 1; got 2.',
  );
  expect(() => shard({ order, index: 0, count: 0 })).toThrow(
    'count must be a positive whole number of workers; got 0.',
  );
  expect(() => shardBatches({ order, index: 0, count: 1, batch: 0.5 })).toThrow(
    'batch must be a positive whole number; got 0.5.',
  );
  expect(() => shardBatches({ order, index: 0, count: 1, batch: 1, last: JSON.parse('"pad"') })).toThrow(
    "last must be 'keep' or 'drop'; got \"pad\".",
  );
});
