import { expect, test } from 'vitest';
import type { ImageSplit } from '../image-dataset.ts';
import { balanced } from './balanced.ts';
import { fromArrays } from './from-arrays.ts';
import { holdOut } from './hold-out.ts';
import { shuffledIndices } from './shuffled-indices.ts';
import { splitSource } from './split-source.ts';
import { subset } from './subset.ts';

/** The pixel of an image is its index. */
const split = (labels: readonly number[]): ImageSplit => ({
  length: labels.length,
  imageShape: [1, 1, 1],
  images: Uint8Array.from(labels, (_, index) => index),
  labels: Uint8Array.from(labels),
});
const counts = ({ labels }: ImageSplit): number[] =>
  [...labels].reduce<number[]>((sum, label) => {
    sum[label] = (sum[label] ?? 0) + 1;
    return sum;
  }, []);

test('a split is divided into parts that have no sample in common and lose none', () => {
  const whole = split(Array.from({ length: 200 }, (_, index) => index % 3));
  const { train, heldOut } = holdOut({ split: whole, count: 20 });
  expect([train.length, heldOut.length]).toEqual([180, 20]);
  expect([...train.images, ...heldOut.images].sort((a, b) => a - b)).toEqual([...whole.images]);
  expect([...heldOut.images]).toEqual([...heldOut.images].sort((a, b) => a - b));
  expect([...heldOut.labels]).toEqual([...heldOut.images].map((index) => index % 3));
});

test('the same seed holds out the same samples, another one others', () => {
  const held = (seed?: number) => [
    ...holdOut({ split: split(Array.from({ length: 200 }, () => 0)), count: 20, seed }).heldOut.images,
  ];
  expect(held()).toEqual(held(0));
  expect(held(1)).not.toEqual(held(0));
});

test('every class is held out in its share', () => {
  const labels = Array.from({ length: 100 }, (_, index) => (index < 70 ? 0 : index < 95 ? 1 : 2));
  const { train, heldOut } = holdOut({ split: split(labels), count: 10, stratified: true });
  expect(counts(heldOut)).toEqual([7, 3, 0].filter((count) => count > 0));
  expect(counts(train)).toEqual([63, 22, 5]);
  expect(counts(holdOut({ split: split(labels), count: 20, stratified: true }).heldOut)).toEqual([14, 5, 1]);
});

test('a source is divided as a split in memory is', async () => {
  const dataset = fromArrays({
    imageShape: [1, 1, 1],
    train: {
      images: Uint8Array.from({ length: 50 }, (_, index) => index),
      labels: Array.from({ length: 50 }, (_, index) => index % 5),
    },
    test: { images: [0], labels: [0] },
  });
  const source = splitSource(dataset, 'train');
  for (const stratified of [false, true]) {
    const memory = holdOut({ split: dataset.train, count: 10, stratified }).heldOut;
    const { heldOut, train } = holdOut({ split: source, count: 10, stratified });
    const pixels = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => (await heldOut.read(index)).pixels[0]),
    );
    expect(pixels).toEqual([...memory.images]);
    expect(heldOut.nameOf(0)).toBe(`arrays train ${memory.images[0]}`);
    expect(new Set([source.fingerprint, heldOut.fingerprint, train.fingerprint]).size).toBe(3);
  }
});

test('bad counts and seeds are refused', () => {
  const whole = split([0, 1, 0]);
  for (const count of [0, 3, 1.5, Number.NaN])
    expect(() => holdOut({ split: whole, count })).toThrow(
      `count must be a whole number from 1 to 2, of 3 samples; got ${count}.`,
    );
  expect(() => holdOut({ split: whole, count: 1, seed: -1 })).toThrow(
    'seed must be a whole number from 0 to 4294967295; got -1.',
  );
  expect(() => subset({ split: whole, indices: [0, 3] })).toThrow(
    'Index 3 names no image; expected a whole number from 0 to 2.',
  );
});

test('a subset is in the order asked for, with repetitions', () => {
  const chosen = subset({ split: split([5, 6, 7]), indices: [2, 0, 2] });
  expect([[...chosen.images], [...chosen.labels]]).toEqual([
    [2, 0, 2],
    [7, 5, 7],
  ]);
});

test('classes are balanced by the smallest, the largest or a number', () => {
  const whole = split([0, 0, 0, 0, 0, 3, 3, 3, 1]);
  expect(counts(balanced({ split: whole }))).toEqual([1, 1, undefined, 1]);
  const most = balanced({ split: whole, perClass: 'largest' });
  expect(counts(most)).toEqual([5, 5, undefined, 5]);
  // Of three samples in five places none is there three times.
  expect(
    counts({ ...most, labels: most.images })
      .slice(5, 8)
      .sort(),
  ).toEqual([1, 2, 2]);
  expect(counts(balanced({ split: whole, perClass: 2 }))).toEqual([2, 2, undefined, 2]);
  expect(() => balanced({ split: whole, perClass: 0 })).toThrow(
    'perClass must be smallest, largest or a positive whole number; got 0.',
  );
  expect(() => balanced({ split: split([]) })).toThrow('balanced needs at least 1 sample; the split has 0.');
});

test('each order is as likely as any other', () => {
  const seen = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed += 1) {
    const order = shuffledIndices({ indices: Uint32Array.of(0, 1, 2), seed }).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect(seen.size).toBe(6);
  for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
