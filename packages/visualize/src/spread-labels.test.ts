import { expect, test } from 'vitest';
import { spreadLabels } from './spread-labels.ts';

test('labels that do not overlap stay where they are', () => {
  expect(spreadLabels({ wanted: [90, 10, 50], gap: 15, from: 0, to: 100 })).toEqual([90, 10, 50]);
});

test('labels that overlap move apart around their mean, in their order', () => {
  expect(spreadLabels({ wanted: [50, 52, 48], gap: 10, from: 0, to: 100 })).toEqual([50, 60, 40]);
  expect(spreadLabels({ wanted: [50, 50], gap: 10, from: 0, to: 100 })).toEqual([45, 55]);
});

test('clusters that meet become one, and stay within the bounds', () => {
  const placed = spreadLabels({ wanted: [98, 99, 100, 75], gap: 10, from: 0, to: 100 });
  expect(placed).toEqual([80, 90, 100, 70]);
});

test('every pair keeps the gap, whatever was wanted', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const wanted = Array.from({ length: 8 }, (_, index) => (seed * 7919 * (index + 1) * (index + 3)) % 200);
    const placed = spreadLabels({ wanted, gap: 15, from: 0, to: 200 }).sort((a, b) => a - b);
    expect(placed[0]).toBeGreaterThanOrEqual(-1e-9);
    expect(placed.at(-1)).toBeLessThanOrEqual(200 + 1e-9);
    for (const [index, place] of placed.entries())
      if (index > 0) expect(place - (placed[index - 1] ?? 0)).toBeGreaterThan(15 - 1e-9);
  }
});

test('with too little room the gap is kept and the end is passed', () => {
  expect(spreadLabels({ wanted: [0, 0, 0], gap: 10, from: 0, to: 10 })).toEqual([0, 10, 20]);
  expect(spreadLabels({ wanted: [], gap: 10, from: 0, to: 10 })).toEqual([]);
});
