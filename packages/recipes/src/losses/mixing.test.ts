import { expect, test } from 'vitest';
import { mixing } from './mixing.ts';
import type { MixDraw, MixingOptions, MixPlace } from './mixing.ts';

const place = (changes: Partial<MixPlace> = {}): MixPlace => ({
  ...{ seed: 1, step: 0, batch: 8, height: 6, width: 9 },
  ...changes,
});
const draws = (options: MixingOptions, count: number, changes: Partial<MixPlace> = {}): MixDraw[] =>
  Array.from({ length: count }, (_, step) => mixing(options).draw(place({ step, ...changes })));
const identity = (length: number): number[] => Array.from({ length }, (_, index) => index);
const isBox = ({ mask }: MixDraw): boolean => mask.every((share) => share === 0 || share === 1);

test('a draw is a pure function of seed and step', () => {
  const options = { mixup: 0.3, cutmix: 1, probability: 0.8 };
  const forward = draws(options, 20);
  const again = mixing(options);
  for (const step of [19, 3, 7, 0]) expect(again.draw(place({ step }))).toEqual(forward[step]);
  expect(new Set(forward.map(({ share }) => share)).size).toBeGreaterThan(10);
  expect(mixing(options).draw(place({ seed: 2 }))).not.toEqual(forward[0]);
});

test('partners are a permutation, and every image is anyones partner', () => {
  const found = draws({ mixup: 1 }, 400, { batch: 4 });
  for (const { partner } of found) expect([...partner].sort()).toEqual([0, 1, 2, 3]);
  const firsts = [0, 1, 2, 3].map((value) => found.filter(({ partner }) => partner[0] === value).length);
  for (const count of firsts) expect(Math.abs(count - 100)).toBeLessThan(45);
});

test('mixup has one share for all pixels, of the beta distribution of its alpha', () => {
  const found = draws({ mixup: 0.4 }, 4000, { height: 1, width: 2 });
  for (const { share, mask } of found) expect([...mask]).toEqual([Math.fround(share), Math.fround(share)]);
  const variance = found.reduce((sum, { share }) => sum + (share - 0.5) ** 2, 0) / found.length;
  expect(variance).toBeCloseTo(1 / (4 * 1.8), 2);
});

test('the share of CutMix is that of the pixels outside of one rectangle', () => {
  const found = draws({ cutmix: 1 }, 300);
  for (const draw of found) {
    const cut = identity(54).filter((pixel) => draw.mask[pixel] === 0);
    expect(isBox(draw)).toBe(true);
    expect(draw.share).toBe((54 - cut.length) / 54);
    const rows = cut.map((pixel) => Math.floor(pixel / 9));
    const columns = cut.map((pixel) => pixel % 9);
    const sides = [rows, columns].map((of) => (cut.length > 0 ? Math.max(...of) - Math.min(...of) + 1 : 0));
    expect((sides[0] ?? 0) * (sides[1] ?? 0)).toBe(cut.length);
  }
  expect(found.some(({ mask }) => mask[0] === 0)).toBe(true);
  expect(found.some(({ mask }) => mask[53] === 0)).toBe(true);
});

test('the box of CutMix covers as much of a large image as its distribution says', () => {
  // The box of an area uniform in [0, 1] around a uniform centre keeps E[(side (1 - side / 4))^2] of the image.
  const found = draws({ cutmix: 1 }, 2000, { height: 48, width: 48 });
  const cut = found.reduce((sum, { share }) => sum + 1 - share, 0) / found.length;
  // side^2 uniform: the integral of a (1 - sqrt(a) / 4)^2 over [0, 1] is 1/2 - 1/5 + 1/48.
  expect(Math.abs(cut - (1 / 2 - 1 / 5 + 1 / 48))).toBeLessThan(0.03);
});

test('of batches that may be mixed by both, half are cut, and the others keep what probability says', () => {
  const found = draws({ mixup: 1, cutmix: 1, probability: 0.6 }, 2000);
  const plain = found.filter(
    ({ partner, share }) => share === 1 && [...partner].join() === identity(8).join(),
  );
  const boxes = found.filter((draw) => isBox(draw) && !plain.includes(draw));
  expect(Math.abs(plain.length - 800)).toBeLessThan(110);
  expect(Math.abs(boxes.length - 600)).toBeLessThan(110);
  for (const { mask } of plain) expect(mask.every((share) => share === 1)).toBe(true);
});

test.each([
  [{}, 'mixing needs mixup or cutmix above 0; got 0 for both: leave mixing out.'],
  [{ mixup: -1 }, 'mixup must be a finite number of at least 0; got -1.'],
  [{ cutmix: Infinity }, 'cutmix must be a finite number of at least 0; got Infinity.'],
  [{ mixup: 1, probability: 1.5 }, 'probability must be a number from 0 to 1; got 1.5.'],
  [{ mixUp: 1 }, 'mixing has no option "mixUp"; it has mixup, cutmix, probability.'],
])('%j is refused', (options, message) => {
  expect(() => mixing(options as MixingOptions)).toThrow(message);
});

test('a draw for no image is refused', () => {
  expect(() => mixing({ mixup: 1 }).draw(place({ batch: 0 }))).toThrow(
    'batch must be an integer of at least 1; got 0.',
  );
  expect(() => mixing({ mixup: 1 }).draw(place({ step: -1 }))).toThrow(
    'step must be an integer of at least 0; got -1.',
  );
});
