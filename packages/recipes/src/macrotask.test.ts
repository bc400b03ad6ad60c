import { afterEach, expect, test, vi } from 'vitest';
import { nextMacrotask } from './macrotask.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const ABSENT: Record<string, readonly string[]> = {
  setImmediate: [],
  MessageChannel: ['setImmediate'],
  setTimeout: ['setImmediate', 'MessageChannel'],
};

test.each(Object.keys(ABSENT))('lets a timer fire by way of %s', async (way) => {
  const { setTimeout: later } = globalThis;
  for (const name of ABSENT[way] ?? []) vi.stubGlobal(name, undefined);
  const timer = { fired: false };
  later(() => (timer.fired = true), 0);
  for (let turn = 0; turn < 10_000 && !timer.fired; turn++) await nextMacrotask();
  expect(timer.fired).toBe(true);
});

test('a promise alone lets no timer fire', async () => {
  let fired = false;
  const timer = setTimeout(() => (fired = true), 0);
  for (let turn = 0; turn < 10_000; turn++) await Promise.resolve();
  expect(fired).toBe(false);
  clearTimeout(timer);
});
