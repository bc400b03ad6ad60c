import { expect, test } from 'vitest';
import { toCurves } from './series.ts';

const points = [{ x: 0, y: 1 }];

test('plain nets get warm inks, residual ones cool, and depth makes a line darker and heavier', () => {
  const curves = toCurves([
    { name: 'plain20', family: 'plain', depth: 20, points },
    { name: 'plain56', family: 'plain', depth: 56, points },
    { name: 'resnet20', family: 'residual', depth: 20, points },
    { name: 'another', points },
  ]);
  expect(curves.map((curve) => curve.ink)).toEqual(['plain-1', 'plain-4', 'residual-4', 'other-4']);
  expect(curves[1]?.thickness).toBeGreaterThan(curves[0]?.thickness ?? 0);
});

test('training is dashed, test is not', () => {
  const curves = toCurves([
    { name: 'a', split: 'train', points },
    { name: 'a', split: 'test', points },
    { name: 'a', points },
  ]);
  expect(curves.map((curve) => curve.dashed)).toEqual([true, false, false]);
});

test('keeps every point for the gaps of the line and the finite ones for the marks', () => {
  const [curve] = toCurves([
    { name: 'a', points: [...points, { x: 1, y: Number.NaN }, { x: Infinity, y: 1 }] },
  ]);
  expect(curve?.points).toHaveLength(3);
  expect(curve?.finite).toEqual(points);
});
