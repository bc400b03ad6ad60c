import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

test('the nearest name is found whatever the case, and none for a word that is far from all', () => {
  const names = ['momentum', 'nesterov', 'weightDecay'];
  expect(nearestName('Momentun', names)).toBe('momentum');
  expect(nearestName('weight_decay', names)).toBe('weightDecay');
  expect(nearestName('temperature', names)).toBeUndefined();
  expect(nearestName('momentum', [])).toBeUndefined();
});

test('a word of a million letters costs no more than one of 64', () => {
  expect(nearestName('m'.repeat(1_000_000), ['momentum'])).toBeUndefined();
});
