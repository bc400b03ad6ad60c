import { dirname } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { EngineOptions } from './engine.ts';

// A module of its own for each test: the engine is loaded once per process.
async function freshEngine() {
  vi.resetModules();
  return await import('./engine.ts');
}

test.each([
  [{ intraOpThreads: 0 }, 'intraOpThreads must be a whole number from 1 to 1024, got 0.'],
  [{ interOpThreads: -1 }, 'interOpThreads must be a whole number from 1 to 1024, got -1.'],
  [{ intraOpThreads: 1.5 }, 'intraOpThreads must be a whole number from 1 to 1024, got 1.5.'],
  [{ intraOpThreads: Number.NaN }, 'intraOpThreads must be a whole number from 1 to 1024, got NaN.'],
  [{ interOpThreads: 100_000 }, 'interOpThreads must be a whole number from 1 to 1024, got 100000.'],
  [{ maxTensorBytes: 0 }, 'maxTensorBytes must be a number of at least 1, got 0.'],
  [{ maxTensorBytes: Number.NaN }, 'maxTensorBytes must be a number of at least 1, got NaN.'],
  [{ library: 5 as never }, 'library must be the path of a folder or file, got number.'],
] satisfies [EngineOptions, string][])('configureEngine refuses %o', async (options, message) => {
  const { configureEngine } = await freshEngine();
  expect(() => configureEngine(options)).toThrow(message);
});

test('settings count until the engine is loaded; a failure is mended and tried again', async () => {
  const { configureEngine, engineVersion, loadEngine } = await freshEngine();
  configureEngine({ library: '/nowhere' });
  expect(() => engineVersion()).toThrow('The option `path` names /nowhere, where there is no');
  configureEngine({ intraOpThreads: 1, interOpThreads: 1, deterministic: true });
  expect(engineVersion()).toMatch(/^\d+\.\d+\.\d+/);
  expect(dirname(loadEngine().library.file)).toBe(loadEngine().library.folder);
  expect(() => configureEngine({ intraOpThreads: 2 })).toThrow(
    'configureEngine() was called after the engine was loaded; call it before the first tensor is made.',
  );
});
