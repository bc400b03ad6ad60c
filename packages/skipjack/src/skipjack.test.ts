import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBackendFactory } from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test } from 'vitest';
import * as skipjack from './index.ts';

const bin = fileURLToPath(new URL('../bin/skipjack.js', import.meta.url));

test('each package can be reached through the umbrella', () => {
  const names = [
    'convBn',
    'cifarResNet',
    'mnist',
    'train',
    'findLibrary',
    'lineChart',
    'reproduceDegradation',
  ];
  for (const name of names) expect(skipjack).toHaveProperty(name);
});

test('a bundler may not drop the import that registers the backend', async () => {
  const folder = new URL('../', import.meta.url);
  const manifest = JSON.parse(await readFile(new URL('package.json', folder), 'utf8')) as {
    sideEffects: string[];
    exports: { '.': { default: string; '@skipjack/source': string } };
  };
  const { default: built, '@skipjack/source': source } = manifest.exports['.'];
  expect(manifest.sideEffects).toEqual([built, source]);
  expect(findBackendFactory('tensorflow')).toBeTypeOf('function');
});

test('the command is executable', async () => {
  expect((await stat(bin)).mode & 0o777).toBe(0o755);
});

test('a checkout that is not set up is told how to do it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-bin-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const alone = join(folder, 'skipjack.mjs');
  await copyFile(bin, alone);
  const { status, stderr } = spawnSync(process.execPath, [alone, '--version'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toBe(
    'skipjack: a part of Skipjack is missing; run `npm run setup` in the checkout, or install skipjack again.\n',
  );
});
