import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from './compiled-package.ts';
import { runNode } from './run-node.ts';

let compiled = '';
beforeAll(() => {
  compiled = compilePackage(['leak-program.ts']);
});
afterAll(() => removeCompiled(compiled));

/**
 * Rounds in processes of their own, four fifths of them between two looks at the resident size. A tensor that is left in
 * each round is at least 100 bytes: 80 MB of a million; an output of a failing call 256 KiB.
 */
test.each([
  ['mixed', 1_000_000],
  ['string', 100_000],
  ['refused mixed', 100_000],
])('%s: %i rounds do not grow the process', { timeout: 300_000 }, async (what, rounds) => {
  const program = join(compiled, 'test', 'leak-program.js');
  const { code, stdout, stderr } = await runNode(['--expose-gc', program, what, String(rounds)], {
    timeout: 280_000,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [early = 0, end = 0, ...left] = JSON.parse(stdout) as number[];
  expect(left).toEqual([0, 0]);
  expect(end - early).toBeLessThan(32);
});
