// @ts-check
/** The built `skipjack` command as a user runs it: real processes, the real engine, real signals. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../../packages/skipjack/bin/skipjack.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'skipjack-command-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the command to its end; `signalAt` sends a signal once that text has been printed. */
function skipjack(args, { signalAt, signal = 'SIGINT', env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: scratch, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    let sent = false;
    const look = () => {
      if (signalAt === undefined || sent || !(stdout + stderr).includes(signalAt)) return;
      sent = true;
      child.kill(signal);
    };
    child.stdout.on('data', (text) => ((stdout += text), look()));
    child.stderr.on('data', (text) => ((stderr += text), look()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const SMALL = ['reproduce', 'degradation', '--nets', 'plain8,resnet8', '--batch', '16'];

test('a small run writes metrics, summary and report, and the same seed gives the same bytes', async () => {
  for (const out of ['first', 'second']) {
    const { code, stdout, stderr } = await skipjack([...SMALL, '--steps', '3', '--out', out]);
    expect(stderr).not.toMatch(/oneDNN|[IWE]0000|Warning:/);
    expect(stdout).toMatch(
      /plain8 .*resnet8 .*Report: first\/report.html|plain8 .*resnet8 .*Report: second\/report.html/s,
    );
    expect(code).toBe(0);
    expect(readdirSync(join(scratch, out)).toSorted()).toEqual([
      'metrics.jsonl',
      'report.html',
      'summary.json',
    ]);
  }
  const [first, second] = ['first', 'second'].map((out) =>
    readFileSync(join(scratch, out, 'metrics.jsonl'), 'utf8'),
  );
  expect(second).toBe(first);
  const summary = JSON.parse(readFileSync(join(scratch, 'first', 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({
    complete: true,
    settings: { data: 'mnist', steps: 3, seed: 0, weightDecay: 1e-4 },
  });
  expect(summary.versions).toMatchObject({ tensorflow: expect.stringMatching(/^2\./) });
  expect(summary.nets.map(({ name }) => name)).toEqual(['plain8', 'resnet8']);
  const [plain, residual] = summary.nets;
  expect(plain.params).toBe(residual.params);
  for (const { trainError, testError, evaluations } of summary.nets) {
    expect(evaluations.at(-1).step).toBe(3);
    for (const error of [trainError, testError]) {
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThanOrEqual(1);
    }
  }
  expect(readFileSync(join(scratch, 'first', 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s leaves a complete report of what was done', async (signal, expected) => {
  const out = `stopped-${signal}`;
  const args = [...SMALL, '--steps', '400', '--out', out];
  const { code } = await skipjack(args, { signalAt: 'plain8: after 50 steps', signal });
  expect(code).toBe(expected);
  const summary = JSON.parse(readFileSync(join(scratch, out, 'summary.json'), 'utf8'));
  expect(summary.complete).toBe(false);
  expect(summary.nets[0].evaluations[0].step).toBe(50);
  expect(existsSync(join(scratch, out, 'report.html'))).toBe(true);
});

test.each([
  [['--batch', '0'], /^skipjack: .*batch.*0/],
  [['--lr', '-1'], /^skipjack: .*lr.*-1/],
  [['--nets', 'resnet21'], /^skipjack: .*resnet21.*6n \+ 2/],
  [['--data', 'mnits'], /^skipjack: .*mnits.*mnist/],
  [['--stesp', '3'], /^skipjack: .*--stesp/],
])('%s is one sentence on stderr and exit code 2, before anything is written', async (options, message) => {
  const { code, stdout, stderr } = await skipjack(['reproduce', 'degradation', '--out', 'never', ...options]);
  expect(stderr.trim()).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
  expect(existsSync(join(scratch, 'never'))).toBe(false);
});

test('without any library the one command to run is named, exit code 1', async () => {
  const env = { SKIPJACK_TENSORFLOW: '', SKIPJACK_CACHE: join(scratch, 'empty-cache'), PATH: scratch };
  const { code, stderr } = await skipjack([...SMALL, '--steps', '1', '--out', 'no-library'], { env });
  expect(stderr).toMatch(
    /No TensorFlow library was found on this machine; run `npx skipjack engine install`/,
  );
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
});

test('doctor says that all is well, or what to run', async () => {
  const { code, stdout } = await skipjack(['doctor', '--json']);
  const { ok, findings } = JSON.parse(stdout);
  expect(ok).toBe(true);
  expect(code).toBe(0);
  expect(findings.find(({ title }) => title === 'TensorFlow')).toMatchObject({ level: 'ok' });
});

test('profile says where the time of a compiled training step goes', async () => {
  const args = ['profile', 'resnet20', '--batch', '2', '--size', '8', '--steps', '1'];
  const { code, stdout, stderr } = await skipjack([...args, '--trace', 'steps.json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^resnet20, training, float32, images 2x8x8x3, TensorFlow 2\./);
  expect(stdout).toMatch(/^\S*Conv2DBackpropFilter +19 /m);
  const { traceEvents } = JSON.parse(readFileSync(join(scratch, 'steps.json'), 'utf8'));
  expect(traceEvents.some(({ args: { layer } }) => layer === 'stage3_block1_1_conv')).toBe(true);
});
