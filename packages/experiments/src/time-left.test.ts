import { expect, test } from 'vitest';
import { timeLeft } from './time-left.ts';

test('extends the speed so far to the work that is left', () => {
  let now = 1000;
  const clock = timeLeft(100, () => now);
  expect(clock.seconds()).toBe(0);
  now += 5000;
  clock.done(10);
  expect(clock.seconds()).toBe(45);
  clock.dropped(60);
  expect(clock.seconds()).toBe(15);
  now += 15_000;
  clock.done(30);
  expect(clock.seconds()).toBe(0);
});
