import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { mayHaveGpu } from './gpu-presence.ts';

test.each([
  [['dev/null', 'dev/nvram'], false],
  [['dev/nvidia0'], true],
  [['dev/nvidiactl'], true],
  [['dev/dxg'], true],
  [['dev/null', 'proc/driver/nvidia/version'], true],
  [[], true],
])('with %j', (files, may) => {
  const root = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  expect(mayHaveGpu(root, 'linux')).toBe(may);
});

test('where that cannot be told, TensorFlow looks itself', () => {
  expect(mayHaveGpu(temporaryFolder(), 'darwin')).toBe(true);
});
