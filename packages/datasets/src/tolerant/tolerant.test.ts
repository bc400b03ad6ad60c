import { expect, test } from 'vitest';
import { DataError } from '../data-error.ts';
import type { Image, ImageSource } from '../image-source.ts';
import { tolerant } from './tolerant.ts';
import type { SkippedSample } from './tolerant.ts';

/** Ten samples of two classes by turns; the damaged ones throw. Each image's one pixel is its index. */
function source(damaged: ReadonlySet<number>, error?: Error): ImageSource & { reads: number[] } {
  const reads: number[] = [];
  return {
    ...{ length: 10, classNames: ['even', 'odd'], imageShape: [1, 1, 1], fingerprint: 'test:1', reads },
    label: (index) => {
      if (!(index >= 0 && index < 10)) throw new RangeError(`There is no sample ${index}.`);
      return index % 2;
    },
    nameOf: (index) => `file ${index}`,
    read: async (index): Promise<Image> => {
      reads.push(index);
      if (damaged.has(index))
        throw error ?? new DataError(`file ${index} is damaged.`, { file: `file ${index}` });
      return { height: 1, width: 1, channels: 1, pixels: Uint8Array.of(index) };
    },
  };
}

const pixel = async (from: ImageSource, index: number): Promise<number | undefined> =>
  (await from.read(index)).pixels[0];

async function epoch(from: ImageSource, order: readonly number[]): Promise<(number | undefined)[]> {
  const pixels: (number | undefined)[] = [];
  for (const index of order) pixels[index] = await pixel(from, index);
  return pixels;
}

const ORDER = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

test('a damaged sample is replaced by the next of its class, in any order and in every epoch', async () => {
  const skipped: SkippedSample[] = [];
  const damaged = source(new Set([3, 8, 9]));
  const forgiving = tolerant(damaged, {
    damagePolicy: { skipUpTo: 0.3 },
    onSkipped: (sample) => skipped.push(sample),
  });
  const expected = [0, 1, 2, 5, 4, 5, 6, 7, 0, 1];
  expect(await epoch(forgiving, ORDER)).toEqual(expected);
  expect(await epoch(forgiving, ORDER)).toEqual(expected);
  expect(
    await epoch(
      tolerant(source(new Set([3, 8, 9])), { damagePolicy: { skipUpTo: 0.3 } }),
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ),
  ).toEqual(expected);
  expect(skipped.map(({ index, name, replacement }) => [index, name, replacement])).toEqual([
    [3, 'file 3', 5],
    [8, 'file 8', 0],
    [9, 'file 9', 1],
  ]);
  expect(skipped[0]?.error?.message).toBe('file 3 is damaged.');
  expect(forgiving.skipped).toEqual(skipped);
  expect(damaged.reads.filter((index) => index === 3)).toHaveLength(1);
  expect([forgiving.length, forgiving.label(3), forgiving.nameOf(3)]).toEqual([10, 1, 'file 3']);
});

test('a replacement that is damaged itself is passed over', async () => {
  const forgiving = tolerant(source(new Set([3, 5])), { damagePolicy: { skipUpTo: 0.2 } });
  expect(await pixel(forgiving, 3)).toBe(7);
  expect(await pixel(forgiving, 5)).toBe(7);
});

test('more than the cap is an error, then and afterwards', async () => {
  const forgiving = tolerant(source(new Set([3, 5])), { damagePolicy: { skipUpTo: 0.1 } });
  const message =
    '2 of 10 samples are damaged, more than the 1 that skipUpTo 0.1 allows: file 3, file 5; verify the data set';
  await expect(forgiving.read(3)).rejects.toThrow(message);
  await expect(forgiving.read(3)).rejects.toThrow(message);
  await expect(forgiving.read(0)).rejects.toThrow(message);
});

test('by itself, damage is an error', async () => {
  await expect(tolerant(source(new Set([3]))).read(3)).rejects.toThrow('file 3 is damaged.');
  await expect(tolerant(source(new Set([3])), { damagePolicy: { skipUpTo: 0 } }).read(3)).rejects.toThrow(
    '1 of 10',
  );
});

test('what is no damage is never passed over', async () => {
  const broken = source(new Set([3]), new TypeError('a mistake'));
  await expect(tolerant(broken, { damagePolicy: { skipUpTo: 0.5 } }).read(3)).rejects.toThrow('a mistake');
});

test('what an earlier run left out is left out from the beginning', async () => {
  const skipped: number[] = [];
  const whole = source(new Set());
  const policy = { damagePolicy: { skipUpTo: 0.2 }, skip: [2] };
  expect(await pixel(tolerant(whole, { ...policy, onSkipped: ({ index }) => skipped.push(index) }), 2)).toBe(
    4,
  );
  expect(whole.reads).toEqual([4]);
  expect(skipped).toEqual([2]);
  expect(() => tolerant(whole, { ...policy, skip: [10] })).toThrow('There is no sample 10.');
  expect(() => tolerant(whole, { ...policy, skip: [1, 2, 3] })).toThrow('3 of 10 samples');
});

test('a class without an intact sample is an error', async () => {
  const forgiving = tolerant(source(new Set([1, 3, 5, 7, 9])), { damagePolicy: { skipUpTo: 0.9 } });
  await expect(forgiving.read(1)).rejects.toThrow(
    'file 1 is damaged, and its class odd has no intact sample',
  );
});

test.each([-0.1, 1, NaN])('skipUpTo %s is refused', (skipUpTo) => {
  expect(() => tolerant(source(new Set()), { damagePolicy: { skipUpTo } })).toThrow(
    `skipUpTo must be a fraction in [0, 1), such as 1e-4; got ${skipUpTo}.`,
  );
});
