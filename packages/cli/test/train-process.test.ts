import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../skipjack/bin/skipjack.js', import.meta.url));
const STEPS = 40;
const TRAIN =
  `train degradation-quick --data synthetic:8x8x1x3,600 --steps ${STEPS} --batch 16 --seed 3 --checkpoint-every 7`.split(
    ' ',
  );
const RESUME = 'train --resume --checkpoint-every 7'.split(' ');

/** Starts the built command, on the TensorFlow library. */
function start(cwd: string, words: readonly string[], out: string): ChildProcess {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return spawn(process.execPath, [COMMAND, ...words, '--out', out], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** How a process ended, and what it printed. */
async function end(child: ChildProcess): Promise<{ readonly code: number | null; readonly text: string }> {
  let text = '';
  child.stdout?.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (text += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

/** Waits until a run has logged so many lines. */
async function logged(folder: string, lines: number, child: ChildProcess): Promise<void> {
  const file = join(folder, 'metrics.jsonl');
  const count = (): number => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0);
  while (child.exitCode === null && count() < lines) await delay(10);
}

/** Files that must not depend on how often a run was stopped. */
const FILES = [
  'metrics.jsonl',
  'metrics.csv',
  ...['weights', 'optimizer'].map((name) => `checkpoints/step-000000${STEPS}/${name}.safetensors`),
];

test('stopped by SIGTERM, killed, and stopped by SIGHUP with nobody reading, a run ends as one that was left alone', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'skipjack-train-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const whole = await end(start(cwd, TRAIN, 'whole'));
  expect(whole).toMatchObject({
    code: 0,
    text: expect.stringContaining('Report: whole/report.html') as string,
  });

  const folder = join(cwd, 'stopped');
  const first = start(cwd, TRAIN, 'stopped');
  void logged(folder, 10, first).then(() => first.kill('SIGTERM'));
  const stopped = await end(first);
  expect(stopped.code).toBe(143);
  expect(stopped.text).toContain('To go on: skipjack train --resume --out stopped --checkpoint-every 7\n');

  const second = start(cwd, RESUME, 'stopped');
  void logged(folder, 19, second).then(() => second.kill('SIGKILL'));
  expect((await end(second)).code).toBeNull();
  expect(existsSync(join(folder, 'run.lock'))).toBe(true);

  const third = start(cwd, RESUME, 'stopped');
  third.stdout?.destroy();
  third.stderr?.destroy();
  void logged(folder, 30, third).then(() => third.kill('SIGHUP'));
  expect(((await once(third, 'close')) as [number | null])[0]).toBe(143);

  const last = await end(start(cwd, RESUME, 'stopped'));
  expect(last).toMatchObject({
    code: 0,
    text: expect.stringContaining('Report: stopped/report.html') as string,
  });
  const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { readonly resumed: object[] };
  expect(record).toMatchObject({ outcome: { status: 'finished', step: STEPS } });
  expect(record.resumed).toHaveLength(3);
  for (const file of FILES) {
    const [one, other] = ['whole', 'stopped'].map((name) => readFileSync(join(cwd, name, file)));
    expect(other?.equals(one ?? Buffer.alloc(0)), file).toBe(true);
  }
});
