import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { cacheFolder } from './cache-folder.ts';

test('XDG_CACHE_HOME is the place where it is set', () => {
  expect(cacheFolder({ name: 'tiny', environment: { XDG_CACHE_HOME: '/cache' } })).toBe(
    '/cache/skipjack/datasets/tiny',
  );
});

test.each([[undefined], [''], ['relative/path']])('with %j, it is ~/.cache', (set) => {
  expect(cacheFolder({ name: 'tiny', environment: { XDG_CACHE_HOME: set } })).toBe(
    `${homedir()}/.cache/skipjack/datasets/tiny`,
  );
});
