import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from '../test/compiled-package.ts';
import { KERNEL_SAMPLES } from '../test/kernel-samples.ts';
import { runNode } from '../test/run-node.ts';

let folder = '';
beforeAll(() => {
  folder = compilePackage([
    'fuzz-program.ts',
    'fuzz-run.ts',
    'fuzzer.ts',
    'kernel-samples.ts',
    'sample-values.ts',
  ]);
});
afterAll(() => removeCompiled(folder));

const CALLS = 5000;

/** Runs calls in a child process; what ended it, if anything did, is the last call that it wrote down. */
async function fuzz(
  seed: number,
  calls: number,
  kernels = '',
): Promise<{ refused: number; leaks: string[]; sound: string[] }> {
  const lastCall = join(folder, `last-${seed}.json`);
  const program = join(folder, 'test', 'fuzz-program.js');
  const { code, signal, stdout, stderr } = await runNode([
    program,
    String(seed),
    String(calls),
    lastCall,
    kernels,
  ]);
  if (code !== 0)
    throw new Error(
      `exit code ${code}, signal ${signal} in ${readFileSync(lastCall, 'utf8')}\n${stderr.slice(0, 2000)}`,
    );
  return JSON.parse(stdout) as { refused: number; leaks: string[]; sound: string[] };
}

test.each([1, 2, 3, 4])(
  `seed %i: ${CALLS} wrong calls are errors, and nothing stays behind`,
  async (seed) => {
    const { refused, leaks } = await fuzz(seed, CALLS);
    expect(leaks).toEqual([]);
    // Calls that are all refused, or all accepted, would test nothing.
    expect(refused).toBeGreaterThan(CALLS / 4);
    expect(refused).toBeLessThan((CALLS * 9) / 10);
  },
);

test('the calls that are changed into wrong ones are good ones', async () => {
  const { sound } = await fuzz(0, 0);
  expect(sound).toEqual([...KERNEL_SAMPLES.keys()]);
});
