import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from '../test/compiled-package.ts';
import type { FuzzReport } from '../test/fuzz-report.ts';
import { KERNEL_SAMPLES } from '../test/kernel-samples.ts';
import { runNode } from '../test/run-node.ts';
import { KERNELS } from './kernels/kernel-table.ts';

let folder = '';
beforeAll(() => {
  folder = compilePackage([
    'fuzz-program.ts',
    'fuzz-run.ts',
    'fuzz-values.ts',
    'fuzzer.ts',
    'kernel-samples.ts',
    'sample-values.ts',
    'structured-samples.ts',
    'window-samples.ts',
  ]);
});
afterAll(() => removeCompiled(folder));

/** In each of four processes; `npm run torture` makes a hundred times as many. */
const CALLS = 25_000;
/** A process that goes on for longer hangs. */
const MINUTES = 4;

/** Runs calls in a child process; what ended it, if anything did, is the last call that it wrote down. */
async function fuzz(seed: number, calls: number): Promise<FuzzReport> {
  const lastCall = join(folder, `last-${seed}.json`);
  const program = join(folder, 'test', 'fuzz-program.js');
  const { code, signal, stdout, stderr } = await runNode(
    ['--expose-gc', program, String(seed), String(calls), lastCall],
    { timeout: MINUTES * 60_000 },
  );
  if (code !== 0)
    throw new Error(
      `exit code ${code}, signal ${signal} in ${readFileSync(lastCall, 'utf8')}\n${stderr.slice(0, 2000)}`,
    );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as FuzzReport;
}

test.concurrent.each([1, 2, 3, 4])(
  `seed %i: ${CALLS} wrong calls are errors, and nothing stays behind`,
  { timeout: MINUTES * 60_000 + 10_000 },
  async (seed) => {
    const { counts, leaks, resident, slowest } = await fuzz(seed, CALLS);
    expect(leaks).toEqual([]);
    const all = Object.values(counts);
    const sum = (index: 0 | 1): number => all.reduce((total, count) => total + count[index], 0);
    expect(sum(0)).toBe(CALLS);
    // Calls that are all refused, or all accepted, would test nothing.
    expect(sum(1)).toBeGreaterThan(CALLS / 4);
    expect(sum(1)).toBeLessThan((CALLS * 9) / 10);
    const always = (name: string): boolean =>
      counts[name]?.[0] === counts[name]?.[1] || counts[name]?.[1] === 0;
    expect(Object.keys(counts).filter(always)).toEqual([]);
    // TensorFlow keeps a kernel for each new set of attributes; four KiB a call would be 64 MiB more.
    expect(resident[1] - resident[0]).toBeLessThan(128);
    expect(slowest.milliseconds, slowest.call).toBeLessThan(30_000);
  },
);

test('every kernel of the table has a good call, and the wrong ones are made from it', async () => {
  expect(new Set(KERNEL_SAMPLES.keys())).toEqual(new Set(KERNELS.map(({ kernelName }) => kernelName)));
  const { sound } = await fuzz(0, 0);
  expect(sound).toEqual([...KERNEL_SAMPLES.keys()]);
});
