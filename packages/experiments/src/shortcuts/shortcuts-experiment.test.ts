import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test } from 'vitest';
import { tinyDataset } from '../../test/tiny-dataset.ts';
import { shortcutsExperiment } from './shortcuts-experiment.ts';

const SETTINGS = { depth: 8, steps: 2, batch: 3, evaluationSamples: 4 } as const;

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-shortcuts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'run');
}

test('trains each kind, and writes what it found', async () => {
  const out = await emptyFolder();
  const before = memory().numTensors;
  const summary = await shortcutsExperiment.run({
    dataset: tinyDataset(),
    out,
    settings: SETTINGS,
    seed: 1,
  });
  expect(memory().numTensors).toBe(before);
  expect(summary.seeds).toEqual([1]);
  const [first] = summary.runs.map(({ result }) => result.nets);
  expect(first?.map(({ kind }) => kind)).toEqual(['plain', 'A', 'B', 'C']);
  const [plain = 0, a = 0, b = 0, c = 0] = first?.map(({ params }) => params) ?? [];
  expect(a).toBe(plain);
  expect(b - a).toBe(16 * 32 + 2 * 32 + 32 * 64 + 2 * 64);
  expect(c - b).toBe(16 * 16 + 2 * 16);
  for (const net of first ?? []) {
    expect(net.losses).toHaveLength(2);
    expect((net.testError * 8) % 1).toBeCloseTo(0, 9);
  }
  const lines = (await readFile(join(out, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  const metrics = lines.map((line) => JSON.parse(line) as { type: string; seed: number; part: string });
  expect(metrics.filter(({ type }) => type === 'step')).toHaveLength(8);
  expect(metrics[0]).toMatchObject({ type: 'step', seed: 1, part: 'plain8', step: 1 });
  expect(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(summary)),
  );
  const report = await readFile(join(out, 'report.html'), 'utf8');
  expect(report.replaceAll(/<\/?span>/g, '')).toContain(
    'skipjack reproduce shortcuts --data rows --steps 2 --batch 3 --seed 1',
  );
  expect(report).toContain('28.54%');
});

test('a net that diverges has the reason, and the others go on', async () => {
  const out = await emptyFolder();
  const settings = { ...SETTINGS, rate: 1e30, kinds: ['plain', 'A'] as const };
  const { complete, runs } = await shortcutsExperiment.run({ dataset: tinyDataset(), out, settings });
  expect(complete).toBe(true);
  expect(runs[0]?.result.nets.map(({ stopped }) => stopped)).toEqual([
    expect.stringMatching(/^training diverged: /),
    expect.stringMatching(/^training diverged: /),
  ]);
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('plain8, seed 0');
});

test('an abort keeps the nets that were done', async () => {
  const out = await emptyFolder();
  const controller = new AbortController();
  const summary = await shortcutsExperiment.run({
    dataset: tinyDataset(),
    out,
    settings: SETTINGS,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'step' && event.part === 'resnet8 A') controller.abort();
    },
  });
  expect(summary.complete).toBe(false);
  expect(summary.runs[0]?.result.nets.map(({ kind }) => kind)).toEqual(['plain']);
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('stopped before its end');
});

test('settings out of range are refused', async () => {
  const out = await emptyFolder();
  const refuse = async (settings: object, message: string): Promise<void> => {
    await expect(shortcutsExperiment.run({ dataset: tinyDataset(), out, settings })).rejects.toThrow(message);
  };
  await refuse({ depth: 9, batch: 3 }, 'depth must be 6n + 2, such as 8, 20 or 56; got 9.');
  await refuse({ batch: 3, kinds: ['D'] }, 'kinds must be among plain, A, B, C; got "D".');
  await refuse({ batch: 3, kinds: ['A', 'A'] }, 'kinds must name each kind once; got A, A.');
  await refuse({ steps: 0 }, 'steps must be an integer of at least 1; got 0.');
  await refuse({ rate: -1 }, 'rate must be a finite number of at least 0; got -1.');
  await refuse({ batch: 25 }, 'batch must not exceed the 24 training images of rows; got 25.');
  await expect(shortcutsExperiment.run({ out })).rejects.toThrow(
    'The experiment shortcuts needs a data set, such as `dataset: await mnist()`; got undefined.',
  );
});
