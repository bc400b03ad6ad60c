import { expect, test } from 'vitest';
import { editDistance, nearestName } from './nearest-name.ts';

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['resnet20', 'resnet2', 1],
  ['resnet20', 'plain20', 6],
])('%j and %j are %i edits apart', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
  expect(editDistance(b, a)).toBe(edits);
});

test('the nearest name is found whatever the case, and none for a word that is far from all', () => {
  const names = ['plain20', 'resnet20', 'resnet50'];
  expect(nearestName('ResNet-50', names)).toBe('resnet50');
  expect(nearestName('plan20', names)).toBe('plain20');
  expect(nearestName('transformer', names)).toBeUndefined();
});
