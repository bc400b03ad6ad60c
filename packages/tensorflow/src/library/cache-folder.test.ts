import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder, libraryFolder } from './cache-folder.ts';
import { pinnedWheel } from './pinned-wheel.ts';

test.each([
  [{ SKIPJACK_CACHE: '/s', XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/l', HOME: '/h' }, '/s'],
  [{ XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/l', HOME: '/h' }, '/x/skipjack'],
  [{ LOCALAPPDATA: '/l', HOME: '/h' }, '/l/skipjack'],
  [{ HOME: '/h', SKIPJACK_CACHE: '' }, '/h/.cache/skipjack'],
  [{ SKIPJACK_CACHE: 'below' }, resolve('below')],
])('with %o the cache is %s', (environment, folder) => {
  expect(cacheFolder(environment)).toBe(folder);
});

test('each wheel has a folder of its own', () => {
  const wheel = pinnedWheel('linux', 'x64');
  expect(wheel && libraryFolder(wheel, { SKIPJACK_CACHE: '/s' })).toBe('/s/tensorflow/tensorflow-cpu-2.21.0');
  expect(pinnedWheel('aix', 'ppc64')).toBeUndefined();
  expect(pinnedWheel('constructor', 'x64')).toBeUndefined();
});
