import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRunning } from './processes.mjs';
import { createProgress } from './progress.mjs';
import { runLogged, tail } from './run-logged.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (options) =>
  runLogged({
    label: '[1/1] test',
    command: process.execPath,
    args: ['-e', ''],
    cwd: folder,
    env: process.env,
    log: join(folder, 'step.log'),
    progress: createProgress({ out: { write: () => true } }),
    signal: new AbortController().signal,
    ...options,
  });

test('the output is returned and kept in the log', async () => {
  const output = await run({ args: ['-e', 'console.log("out"); console.error("err")'] });
  expect(output).toMatch(/out\n/);
  expect(readFileSync(join(folder, 'step.log'), 'utf8')).toBe(output);
});

test('a failure tells the exit code, the last lines, the log and what to do', async () => {
  const failed = run({ args: ['-e', 'console.error("npm error code ENOTFOUND"); process.exit(7)'] });
  await expect(failed).rejects.toMatchObject({
    message: expect.stringMatching(/ended with exit code 7\.$/),
    detail: 'npm error code ENOTFOUND',
    advice: expect.stringContaining('could not be reached'),
    log: 'step.log',
  });
});

test('a command that is not there', async () => {
  await expect(run({ command: 'no-such-command', args: [] })).rejects.toMatchObject({
    message: '`no-such-command` was not found.',
    advice: 'Install no-such-command and see that it is on the PATH.',
  });
});

test('an abort ends the command and everything that it started', async () => {
  const abort = new AbortController();
  const script = `
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const running = run({ args: ['-e', script], signal: abort.signal });
  const log = () => readFileSync(join(folder, 'step.log'), 'utf8');
  await expect.poll(log, { timeout: 10_000 }).toMatch(/^\d+$/m);
  const grandchild = Number(/^\d+$/m.exec(log())?.[0]);
  abort.abort();
  await expect(running).rejects.toThrow('aborted');
  await expect.poll(() => isRunning({ pid: grandchild, started: '' })).toBe(false);
});

test('a disk that takes little at a time loses nothing', async () => {
  const write = (file, bytes, from) => writeSync(file, bytes, from, Math.min(3, bytes.length - from));
  const output = await run({ args: ['-e', 'console.log("0123456789")'], write });
  expect(output).toMatch(/\n0123456789\n$/);
});

test('a disk that gets full: the command is ended, and it is said what to do', async () => {
  let child;
  let written = 0;
  const write = (...args) => {
    if (written++ > 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return writeSync(...args);
  };
  const args = ['-e', 'console.log("a lot"); setInterval(() => {}, 1000)'];
  const running = run({ args, write, onChild: (pid) => (child ??= pid) });
  await expect(running).rejects.toMatchObject({
    name: 'StepError',
    message: 'The log step.log could not be written: ENOSPC: no space left on device, write.',
    advice: expect.stringContaining('The disk is full'),
  });
  expect(isRunning({ pid: child, started: '' })).toBe(false);
});

test('a disk that is full from the start', async () => {
  const write = () => {
    throw new Error('ENOSPC: no space left on device, write');
  };
  await expect(run({ write })).rejects.toMatchObject({ advice: expect.stringContaining('The disk is full') });
});

test('a command whose start cannot be noted is ended', async () => {
  let child;
  const onChild = (pid) => {
    child ??= pid;
    throw new Error('no space left on device');
  };
  const running = run({ args: ['-e', 'setInterval(() => {}, 1000)'], onChild });
  await expect(running).rejects.toThrow('no space left');
  expect(isRunning({ pid: child, started: '' })).toBe(false);
});

test('the tail has the last lines as a terminal would show them', () => {
  expect(tail('a\n\n10 %\r20 %\r\u001B[31m30 %\u001B[0m\nlast\n', 2)).toBe('30 %\nlast');
});
