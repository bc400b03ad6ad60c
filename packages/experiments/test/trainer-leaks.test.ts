import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackages, removeCompiled } from './compile-packages.mjs';

const STEPS = 10_000;
/** A step's own tensors are 2 KiB at least: images of 512 bytes, outputs, gradients. */
const MOST_KIB_A_STEP = 1;

let compiled = '';
beforeAll(() => {
  compiled = compilePackages({ blocks: 'index', models: 'index', recipes: 'index', tensorflow: 'index' }, [
    'tiny-training.ts',
    'leak-program.ts',
  ]);
});
afterAll(() => removeCompiled(compiled));

test('10,000 compiled steps leave no tensor and do not grow the process', async () => {
  const program = join(compiled, 'test', 'leak-program.js');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', program, String(STEPS)],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect(stderr).toBe('');
  const found = JSON.parse(stdout) as {
    readonly compiled: boolean;
    readonly counts: number[][];
    readonly resident: number[];
    readonly left: number;
  };
  expect(found.compiled).toBe(true);
  expect(found.counts).toHaveLength(20);
  // The batch that comes next is there at each step but the last.
  expect(new Set(found.counts.slice(0, -1).map(String)).size).toBe(1);
  expect(found.left).toBe(0);
  // The first quarter warms up; what is free at a moment goes up and down by some MiB, and its least does not.
  const [early, late] = [found.resident.slice(5, 12), found.resident.slice(-7)].map((each) =>
    Math.min(...each),
  );
  const growth = ((late ?? Infinity) - (early ?? 0)) / (0.4 * STEPS);
  expect(growth).toBeLessThan(MOST_KIB_A_STEP);
});
