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
  [
    { devices: [0, 0] },
    'devices must be different whole numbers from 0, such as [0] for the first GPU, got [0,0].',
  ],
  [{ devices: [-1] }, /^devices must be .*, got \[-1\]\.$/],
  [{ devices: [0.5] }, /^devices must be .*, got \[0\.5\]\.$/],
  [{ devices: 0 as never }, /^devices must be .*, got 0\.$/],
  [{ gpuMemoryGrowth: 1 as never }, 'gpuMemoryGrowth must be true or false, got 1.'],
  [{ gpuMemoryFraction: 0 }, 'gpuMemoryFraction must be above 0 and at most 1, got 0.'],
  [{ gpuMemoryFraction: 1.1 }, 'gpuMemoryFraction must be above 0 and at most 1, got 1.1.'],
  [{ gpuMemoryFraction: Number.NaN }, 'gpuMemoryFraction must be above 0 and at most 1, got NaN.'],
] satisfies [EngineOptions, string | RegExp][])('configureEngine refuses %o', async (options, message) => {
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

test('the processor is a device; settings for GPUs do no harm where there is none', async () => {
  const { configureEngine, engineDevices, loadEngine } = await freshEngine();
  configureEngine({ devices: [], gpuMemoryGrowth: false, gpuMemoryFraction: 0.5 });
  expect(engineDevices()).toEqual([
    {
      name: '/job:localhost/replica:0/task:0/device:CPU:0',
      type: 'CPU',
      memoryBytes: expect.any(Number) as number,
    },
  ]);
  expect(loadEngine().context.native).toBeGreaterThan(0n);
});
