import { expect, onTestFinished, test } from 'vitest';
import { prepareBackend } from './prepare-backend.ts';

test('without the library nothing falls back: the error has its own remedy, then the way without', async () => {
  const before = process.env['SKIPJACK_TENSORFLOW'];
  process.env['SKIPJACK_TENSORFLOW'] = '/nowhere';
  onTestFinished(() => {
    if (before === undefined) delete process.env['SKIPJACK_TENSORFLOW'];
    else process.env['SKIPJACK_TENSORFLOW'] = before;
  });
  const preparation = prepareBackend('tensorflow');
  await expect(preparation).rejects.toMatchObject({ name: 'EngineError', code: 'LIBRARY_NOT_FOUND' });
  await expect(preparation).rejects.toThrow(
    /SKIPJACK_TENSORFLOW names \/nowhere.*; or train without the library, about 5 times slower: --backend wasm\.$/,
  );
});
