import { expect, test } from 'vitest';
import { zooDifference } from './zoo-differences.mjs';

const trial = ({ logits = [1, 2, 3, 6], shape = [2, 2], described = { layers: ['a'] }, ...more } = {}) => ({
  described,
  outputs: { logits: { shape, numbers: logits }, ...more },
});

test('equal trials pass, and the distance is in parts of that between the images', () => {
  expect(zooDifference(trial(), trial({ logits: [1, 2, 3.002, 6] }), 1e-3)).toEqual({
    right: true,
    shown: "described as in Node; apart from Node's by logits 5.0e-4",
  });
});

test.each([
  ['a number', { logits: [1, 2.006, 3, 6] }],
  ['a number that is none', { logits: [1, NaN, 3, 6] }],
  ['a number less', { logits: [1, 2, 3] }],
  ['the shape', { shape: [1, 4] }],
  ['the description', { described: { layers: ['b'] } }],
  ['an output more', { stage1: { shape: [2, 1], numbers: [0, 1] } }],
])('%s apart is a difference', (_, other) => {
  expect(zooDifference(trial(), trial(other), 1e-3).right).toBe(false);
});

test('a net that makes the same of both images shows nothing, and that is a difference', () => {
  const same = trial({ logits: [1, 2, 1, 2] });
  expect(zooDifference(same, same, 1e-3).right).toBe(false);
});
