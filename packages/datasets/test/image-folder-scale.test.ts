import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageFolder } from '../src/folders/image-folder.ts';

const CLASSES = 64;
const FILES = 1000;
/** 500 MB for ImageNet's 1,281,167 training images. */
const BYTES_PER_FILE = 500e6 / 1_281_167;

test("a folder of ImageNet's layout takes no more memory a file than its 1.28 million may", async () => {
  const root = mkdtempSync(join(tmpdir(), 'skipjack-scale-'));
  for (let label = 0; label < CLASSES; label += 1) {
    const folder = join(root, `n${String(label).padStart(8, '0')}`);
    mkdirSync(folder);
    for (let row = 0; row < FILES; row += 1)
      closeSync(openSync(join(folder, `n${String(label).padStart(8, '0')}_${row}.JPEG`), 'w'));
  }
  const used = (): number => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  const start = performance.now();
  const source = await imageFolder({ root });
  const seconds = (performance.now() - start) / 1000;
  const bytes = (used() - before) / source.length;
  process.stdout.write(`${source.length} files: ${seconds.toFixed(2)} s, ${bytes.toFixed(0)} bytes a file\n`);
  expect([source.length, source.label(FILES), source.nameOf(FILES)]).toEqual([
    CLASSES * FILES,
    1,
    join(root, 'n00000001/n00000001_0.JPEG'),
  ]);
  expect(bytes).toBeLessThan(BYTES_PER_FILE / 3);
  rmSync(root, { recursive: true });
});
