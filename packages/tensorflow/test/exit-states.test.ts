import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackage, removeCompiled } from './compiled-package.ts';
import { runNode, type Ended } from './run-node.ts';

let compiled = '';
beforeAll(() => {
  compiled = compilePackage(['exit-program.ts']);
});
afterAll(() => removeCompiled(compiled));

const ROUNDS = 2;

/** Runs the program; `signal` is sent when it says that it is in its state. */
async function end(mode: string, signal?: NodeJS.Signals): Promise<Ended> {
  return runNode([join(compiled, 'test', 'exit-program.js'), mode], {
    timeout: 60_000,
    ...(signal ? { onOutput: (_text, kill) => setTimeout(() => kill(signal), 30) } : {}),
  });
}

test.each([
  ['nothing ran', 0],
  ['live tensors', 0],
  ['end mid-step', 7],
  ['exit in a kernel', 7],
  ['exit in a tidy', 7],
  ['exit with pending reads', 7],
  ['end with pending reads', 0],
  ['tensors in the exit event', 0],
  ['worker ended by itself', 0],
  ['worker that exits in a kernel', 7],
  ['worker terminated mid-step', 0],
  ['exit while a worker works', 7],
])('%s: exit code %i, and not a word', async (mode, code) => {
  for (let round = 0; round < ROUNDS; round++)
    expect(await end(mode)).toMatchObject({ code, signal: null, stderr: '' });
});

test.each([
  ['uncaught error', 1, /Error: on purpose/],
  ['uncaught error in a kernel', 1, /Error: on purpose/],
  ['rejected promise', 1, /Error: on purpose/],
  ['refused call', 1, /EngineError: .*Mul.*\[200, 200\].*\[3\]/],
  ['worker with an uncaught error', 0, /^worker: on purpose\n$/],
  ['worker with tensors in its exit event', 0, /^at the end: .*worker thread that is ending.*\n$/],
  ['uncaught error while a worker works', 1, /Error: on purpose/],
])('%s: exit code %i with the reason', async (mode, code, reason) => {
  for (let round = 0; round < ROUNDS; round++) {
    const { stderr, ...ended } = await end(mode);
    expect(ended).toMatchObject({ code, signal: null });
    expect(stderr).toMatch(reason);
  }
});

test.each([
  ['blocked by steps', 'SIGINT', { code: null, signal: 'SIGINT' }],
  ['blocked by steps', 'SIGTERM', { code: null, signal: 'SIGTERM' }],
  ['steps and turns', 'SIGINT', { code: null, signal: 'SIGINT' }],
  ['steps and turns', 'SIGTERM', { code: null, signal: 'SIGTERM' }],
  ['own signal handler', 'SIGTERM', { code: 9, signal: null }],
  ['signal while workers work', 'SIGTERM', { code: null, signal: 'SIGTERM' }],
] as const)('%s: %s ends it as it ends any Node program', async (mode, signal, ended) => {
  for (let round = 0; round < ROUNDS; round++)
    expect(await end(mode, signal)).toMatchObject({ ...ended, stderr: '', stdout: 'ready\n' });
});
