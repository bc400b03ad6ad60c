import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { flatPlan } from '../../test/fake-wheel.ts';
import type { PinnedWheel } from './pinned-wheel.ts';
import { verifyLibraries } from './verify-libraries.ts';

test('a single changed byte is found', async () => {
  const folder = temporaryFolder();
  const content = Buffer.alloc(3_000_000, 7);
  const file = join(folder, 'lib.so');
  writeFileSync(file, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const libraries = [{ member: 'tensorflow/lib.so', bytes: content.length, sha256 }];
  const plan = flatPlan({ libraries } as unknown as PinnedWheel);
  await expect(verifyLibraries(folder, plan)).resolves.toBeUndefined();

  content[2_000_000] = 8;
  writeFileSync(file, content);
  const sum = createHash('sha256').update(content).digest('hex');
  await expect(verifyLibraries(folder, plan)).rejects.toThrow(
    `${file} is damaged (its sha256 is ${sum}, expected ${sha256}); run \`npx skipjack engine install --force\`.`,
  );
  rmSync(file);
  await expect(verifyLibraries(folder, plan)).rejects.toThrow(
    `${file} is missing; run \`npx skipjack engine install --force\`.`,
  );
});
