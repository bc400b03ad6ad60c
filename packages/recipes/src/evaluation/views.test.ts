import { expect, test } from 'vitest';
import { centreView, flipViews, gridViews, squareViews, tenViews, wholeViews } from './views.ts';
import type { Views } from './views.ts';

const places = (views: Views, ...sizes: Parameters<Views>): string[] =>
  views(...sizes).map(
    ({ top, left, height, width, flip }) => `${top},${left} ${height}x${width}${flip ? ' flip' : ''}`,
  );

test('the centre is where torchvision cuts it: halves go to the even pixel', () => {
  expect(places(centreView, [256, 341], [224, 224])).toEqual(['16,58 224x224']);
  expect(places(centreView, [5, 7], [4, 4])).toEqual(['0,2 4x4']);
  expect(places(centreView, [7, 9], [4, 4])).toEqual(['2,2 4x4']);
  expect(places(flipViews, [4, 4], [4, 4])).toEqual(['0,0 4x4', '0,0 4x4 flip']);
});

test('ten crops are the corners and the centre, and their mirror images', () => {
  const five = ['0,0', '0,10', '6,0', '6,10', '3,5'].map((place) => `${place} 4x5`);
  expect(places(tenViews, [10, 15], [4, 5])).toEqual([...five, ...five.map((view) => `${view} flip`)]);
});

test('the grid has 25 places from border to border, and their mirror images', () => {
  const views = gridViews([256, 384], [224, 224]);
  expect(views).toHaveLength(50);
  expect([...new Set(views.map(({ top }) => top))]).toEqual([0, 8, 16, 24, 32]);
  expect([...new Set(views.map(({ left }) => left))]).toEqual([0, 40, 80, 120, 160]);
  expect(new Set(places(gridViews, [256, 384], [224, 224])).size).toBe(50);
});

test('of four scales there are 144 views of squares, upright images too', () => {
  const scales = [256, 288, 320, 352];
  const all = scales.flatMap((side) => squareViews([side, side + 100], [224, 224]));
  expect(all).toHaveLength(144);
  const views = squareViews([256, 356], [224, 224]);
  expect(views.filter(({ height }) => height === 256).map(({ left }) => left)).toEqual([
    0, 50, 100, 0, 50, 100,
  ]);
  for (const [sizes, of] of [
    [[256, 356], views],
    [[356, 256], squareViews([356, 256], [224, 224])],
  ] as const) {
    for (const { top, left, height, width } of of) {
      expect(top + height).toBeLessThanOrEqual(sizes[0]);
      expect(left + width).toBeLessThanOrEqual(sizes[1]);
    }
    expect(Math.max(...of.map(({ top, left }) => top + left))).toBe(132 + 32);
  }
});

test('the whole image is whole', () => {
  expect(places(wholeViews, [3, 5], [9, 9])).toEqual(['0,0 3x5', '0,0 3x5 flip']);
});

test.each([centreView, flipViews, tenViews, gridViews, squareViews])('%o needs room', (views) => {
  expect(() => views([223, 300], [224, 224])).toThrow(
    'crops of 224x224 pixels need images of at least that size; got 223x300: give larger images.',
  );
});
