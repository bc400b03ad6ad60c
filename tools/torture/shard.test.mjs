import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runShard } from './shard.mjs';

/** Runs a program that has written `the call` as its last one. */
function run(source, { silenceMs = 20_000, signal = new AbortController().signal, onCalls } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'skipjack-torture-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const lastCall = join(folder, 'last.json');
  writeFileSync(lastCall, 'the call');
  return runShard({
    args: ['--eval', `const say = (line) => require('fs').writeSync(1, line + '\\n'); ${source}`],
    lastCall,
    silenceMs,
    signal,
    onCalls,
  });
}

test('a child that ends well answers its report and how many calls it made', async () => {
  const seen = [];
  const outcome = await run('say(1000); say(2000); say(`{"a":1}`)', {
    onCalls: (calls) => seen.push(calls),
  });
  expect(outcome).toEqual({ calls: 2000, report: { a: 1 } });
  expect(seen).toEqual([1000, 2000]);
});

test('a child that dies is a crash in its last call, with what it wrote', async () => {
  const { calls, fault, report } = await run('say(1000); console.error("ouch"); process.abort()');
  expect({ calls, report }).toEqual({ calls: 1000, report: undefined });
  expect(fault).toMatchObject({ kind: 'crash', how: 'SIGABRT', call: 'the call' });
  expect(fault.errors).toContain('ouch');
});

test('an exit code, and an end without a report, are crashes', async () => {
  expect((await run('process.exit(3)')).fault).toMatchObject({ kind: 'crash', how: 'exit code 3' });
  expect((await run('')).fault).toMatchObject({ kind: 'crash', how: 'exit code 0' });
});

test('a child that is silent for too long hangs, and is ended', async () => {
  const { calls, fault } = await run('say(1000); for (;;);', { silenceMs: 3000 });
  expect(calls).toBe(1000);
  expect(fault).toMatchObject({ kind: 'hang', how: 'SIGKILL', call: 'the call' });
});

test('an interrupted child is neither', async () => {
  const abort = new AbortController();
  const { fault } = await run('say(1000); for (;;);', {
    signal: abort.signal,
    onCalls: () => abort.abort(),
  });
  expect(fault).toMatchObject({ kind: 'interrupted' });
});
