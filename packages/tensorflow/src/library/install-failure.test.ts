import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { flatPlan } from '../../test/fake-wheel.ts';
import { installFixture } from '../../test/install-fixture.ts';
import { EngineError } from '../engine-error.ts';
import { installEngine } from './install-engine.ts';
import { installFailure } from './install-failure.ts';

test.each([
  ['ENOSPC', 'no space left on device', 'make room, or set SKIPJACK_CACHE to a folder on another disk.'],
  ['EDQUOT', 'disk quota exceeded', 'make room, or set SKIPJACK_CACHE to a folder on another disk.'],
  ['EROFS', 'read-only file system', 'set SKIPJACK_CACHE to a folder that you may write.'],
  ['EACCES', 'permission denied', 'set SKIPJACK_CACHE to a folder that you may write.'],
  ['EMFILE', 'too many open files', 'end other programs and run the command again.'],
])('%s is a sentence with a remedy', (code, reason, remedy) => {
  const cause = Object.assign(new Error(`${code}: ${reason}, open '/c/x'`), { code, errno: -1 });
  const error = installFailure(cause, '/c');
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toMatchObject({ code: 'INSTALL_FAILED', cause });
  expect((error as Error).message).toBe(
    `The TensorFlow library cannot be installed in /c (${code}: ${reason}, open '/c/x'); ${remedy}`,
  );
});

test('other errors stay as they are', () => {
  const errors = [
    new EngineError('INSTALL_FAILED', 'x'),
    new TypeError('y'),
    AbortSignal.abort().reason,
    'z',
  ];
  expect(errors.map((error) => installFailure(error, '/c'))).toEqual(errors);
});

test('a cache that cannot be made or written', async () => {
  const { plan, environment, root, parent } = installFixture();
  const file = join(root, 'file');
  writeFileSync(file, '');
  const failure = (cache: string): Promise<unknown> =>
    installEngine({ plan, environment: { ...environment, SKIPJACK_CACHE: cache } });
  for (const cache of [file, join(file, 'below'), '/proc/skipjack/cache'])
    await expect(failure(cache)).rejects.toThrow(
      /^The TensorFlow library cannot be installed in .* \(E\w+: .*\); set SKIPJACK_CACHE to a folder that you may write\.$/,
    );
  mkdirSync(join(parent, 'install.lock'), { recursive: true });
  await expect(failure(environment['SKIPJACK_CACHE'] ?? '')).rejects.toThrow(
    /^The TensorFlow library cannot be installed in .*EISDIR/,
  );
});

test('too little room is said before anything is downloaded', async () => {
  const { wheel, environment, parent, left, downloads } = installFixture();
  await expect(installEngine({ plan: flatPlan({ ...wheel, bytes: 1e16 }), environment })).rejects.toThrow(
    new RegExp(
      `^${parent} has [\\d,]+ MB free and 10,000,000,00\\d MB are needed; make room, or set SKIPJACK_CACHE to a folder on another disk\\.$`,
    ),
  );
  expect(downloads()).toBe(0);
  expect(left()).toEqual([]);
});
