import { getBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { prepareEngine, withAlternative } from './prepare-engine.ts';

test('the engine is deterministic, and may be prepared again in the same process', async () => {
  // Node reads the environment of the process itself, where the engine's native setenv wrote.
  delete process.env['TF_DETERMINISTIC_OPS'];
  const versions = await prepareEngine();
  expect(versions).toEqual({ tensorflow: expect.stringMatching(/^2\.\d+\.\d+/) as string });
  expect(process.env['TF_DETERMINISTIC_OPS']).toBe('1');
  expect(getBackend()).toBe('tensorflow');
  expect(await prepareEngine()).toEqual(versions);
});

test('a missing library has two remedies: to install it, and second, to do without', () => {
  expect(withAlternative('No library was found; run `npx skipjack engine install`.')).toBe(
    'No library was found; run `npx skipjack engine install`; or train without the library, about 5 times slower: --backend wasm.',
  );
});
