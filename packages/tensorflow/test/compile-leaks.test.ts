import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from './compiled-package.ts';
import { runNode } from './run-node.ts';

let compiled = '';
beforeAll(() => {
  compiled = compilePackage(['compile-leak-program.ts']);
});
afterAll(() => removeCompiled(compiled));

/** Of {@link test}'s rounds: how much the process may grow in one, KiB. A step's own tensors are 1 KiB at least. */
const OF_A_STEP = 1;
/** TensorFlow itself, from Python too, keeps about 1 KiB of each call of a function that fails; a round has two. */
const OF_A_FAILURE = 4;
/** A function of the net has about 100 ops, and 100 KiB natively. */
const OF_A_FUNCTION = 20;

test.each([
  ['sync', 10_000, OF_A_STEP, 0],
  ['async', 10_000, OF_A_STEP, 0],
  ['two at once', 5000, 2 * OF_A_STEP, 0],
  ['failing steps', 10_000, OF_A_FAILURE, 20_000],
  ['compile and dispose', 300, OF_A_FUNCTION, 0],
  ['refused', 300, OF_A_FUNCTION, 300],
])('%s: %i rounds leave no tensor and do not grow the process', async (what, rounds, most, failed) => {
  const program = join(compiled, 'test', 'compile-leak-program.js');
  const { code, stdout, stderr } = await runNode(['--expose-gc', program, what, String(rounds)], {
    timeout: 280_000,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { resident, left, failures } = JSON.parse(stdout) as Record<'resident' | 'left', number[]> & {
    failures: number;
  };
  expect([left, failures]).toEqual([[0, 0], failed]);
  // The first fifth warms up.
  const [start = 0, end = 0] = [resident[1], resident.at(-1)];
  expect((end - start) / (0.8 * rounds)).toBeLessThan(most);
});
