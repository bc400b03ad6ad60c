import { expect, test } from 'vitest';
import { differences } from './json-differences.ts';

test('names each path at which two values differ, with both values', () => {
  const before = { batch: 4, optimizer: { type: 'sgd', momentum: 0.9 }, seed: 0, old: null };
  const after = { optimizer: { momentum: 0.8, type: 'sgd', decay: 'all' }, batch: 4, seed: '0' };
  expect(differences(before, after)).toEqual([
    { path: 'optimizer.momentum', before: 0.9, after: 0.8 },
    { path: 'optimizer.decay', before: undefined, after: 'all' },
    { path: 'seed', before: 0, after: '0' },
    { path: 'old', before: null, after: undefined },
  ]);
});

test('the order of keys is no difference, that of a list is', () => {
  expect(differences({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  expect(differences({ a: [1, 2] }, { a: [2, 1] })).toEqual([{ path: 'a', before: [1, 2], after: [2, 1] }]);
  expect(differences({ a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] })).toEqual([]);
});

test('what an object inherits is none of its keys', () => {
  expect(differences({}, JSON.parse('{"toString": 1, "__proto__": 2}'))).toEqual([
    { path: 'toString', before: undefined, after: 1 },
    { path: '__proto__', before: undefined, after: 2 },
  ]);
});

test('values of another kind differ as a whole', () => {
  expect(differences(null, { a: 1 }, 'clip')).toEqual([{ path: 'clip', before: null, after: { a: 1 } }]);
  expect(differences([1], { 0: 1 })).toEqual([{ path: '', before: [1], after: { 0: 1 } }]);
  expect(differences(undefined, undefined)).toEqual([]);
});
