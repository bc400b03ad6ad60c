import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from './compiled-package.ts';
import { runNode, type Ended } from './run-node.ts';

let compiled = '';
beforeAll(() => {
  compiled = compilePackage(['crossing-program.ts', 'loading-program.ts', 'worker-program.ts']);
});
afterAll(() => removeCompiled(compiled));

const run = (program: string, ...parameters: string[]): Promise<Ended> =>
  runNode([join(compiled, 'test', `${program}.js`), ...parameters], { timeout: 120_000 });

const WORKERS = 16;

test.each([
  ['its end', []],
  ['process.exit', []],
  ['uncaught error', []],
  ['terminated in an op', []],
  ['terminated in an op', ['idle']],
])(
  `${WORKERS} workers, one after another, by %s %j: tensors and threads are given back`,
  async (how, idle) => {
    const { code, stdout, stderr } = await run('worker-program', how, String(WORKERS), ...idle);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [[before = 0, threads = 0] = [], [after = 0, threadsAfter = 0] = []] = JSON.parse(
      stdout,
    ) as number[][];
    // Each worker makes some 40 MB, and 8 workers are between the two counts: 320 MB. The first few make the C library's own room.
    expect(after - before).toBeLessThan(120);
    expect(threadsAfter).toBeLessThanOrEqual(threads + 2);
  },
);

test.each([[[]], [['next load']]])(
  'a worker that is terminated while it loads the library keeps neither the lock nor the terminal %j',
  async (rest) => {
    expect(await run('loading-program', ...rest)).toMatchObject({ code: 0, stderr: 'seen\n' });
  },
);

test('a tensor of another thread is an error that says how to send it', async () => {
  const { code, stdout } = await run('crossing-program');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    expect.stringMatching(
      /^EngineError: .*of another thread \(send its values, tensor\.dataSync\(\), and make/,
    ),
    [2, 4],
    { main: [0, 0], worker: [2, 2] },
  ]);
});
