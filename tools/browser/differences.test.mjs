import { expect, test } from 'vitest';
import { differences, distance } from './differences.mjs';

const trial = { params: 3, logits: [1, -2], losses: [0.5, 0.25] };

test('the distance is the largest of all, and infinite where there is nothing to compare', () => {
  expect(distance([1, 2, 3], [1, 2.5, 2.75])).toBe(0.5);
  expect(distance([1], [1, 2])).toBe(Infinity);
  expect(distance([], [])).toBe(Infinity);
  expect(distance([NaN], [NaN])).toBe(Infinity);
});

test('equal numbers pass, and the line says how far they are apart', () => {
  const [{ right, shown }] = differences({ a: trial }, { a: { ...trial, logits: [1, -2.0005] } }, 1e-3);
  expect(right).toBe(true);
  expect(shown).toBe("3 weights; apart from Node's by logits 5.0e-4, losses 0.0e+0");
});

test.each([
  ['a logit', { logits: [1, -2.002] }],
  ['a loss', { losses: [0.5, 0.252] }],
  ['a loss that is not a number', { losses: [0.5, NaN] }],
  ['a step less', { losses: [0.5] }],
  ['the weights', { params: 4 }],
])('%s apart is a difference', (_, other) => {
  expect(differences({ a: trial }, { a: { ...trial, ...other } }, 1e-3)).toMatchObject([
    { name: 'a', right: false },
  ]);
});

test('a net that only one of them tried is a difference', () => {
  expect(differences({ a: trial }, { b: trial }, 1e-3)).toEqual([
    { name: 'a', right: false, shown: 'only Node tried it' },
    { name: 'b', right: false, shown: 'only the browser tried it' },
  ]);
});
