import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test } from 'vitest';
import type { ExperimentEvent } from '../experiment/experiment-event.ts';
import { bottleneckExperiment } from './bottleneck-experiment.ts';

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-bottleneck-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'run');
}

test('costs of one more block: parameters and multiply-adds by the formulas, times and memory measured', async () => {
  const out = await emptyFolder();
  const before = memory().numTensors;
  const events: ExperimentEvent[] = [];
  const summary = await bottleneckExperiment.run({
    out,
    settings: { sizes: [4, 2], channels: 8, batch: 1, steps: 3 },
    onEvent: (event) => events.push(event),
  });
  expect(memory().numTensors).toBe(before);
  expect(summary.complete).toBe(true);
  const blocks = summary.runs[0]?.result.blocks ?? [];
  expect(blocks.map(({ name, size, batch }) => [name, size, batch])).toEqual([
    ...['bottleneck', 'wide', 'narrow', 'projection'].map((name) => [name, 4, 1]),
    ...['bottleneck', 'wide', 'narrow', 'projection'].map((name) => [name, 2, 4]),
  ]);
  // Kernels, and scale and offset of each batch norm.
  const bottleneck = 8 * 2 + 9 * 2 * 2 + 2 * 8 + 2 * (2 + 2 + 8);
  const projection = bottleneck + 8 * 8 + 2 * 8;
  expect(blocks.slice(0, 4).map(({ params }) => params)).toEqual([
    bottleneck,
    2 * 9 * 8 * 8 + 4 * 8,
    2 * 9 * 2 * 2 + 4 * 2,
    projection,
  ]);
  expect(blocks.map(({ macs }) => macs)).toEqual(
    [16, 4].flatMap((pixels) => [68, 1152, 72, 132].map((perPixel) => perPixel * pixels)),
  );
  for (const { milliseconds, quartiles, bytes } of blocks) {
    expect(Number.isFinite(milliseconds)).toBe(true);
    expect(quartiles[0]).toBeLessThanOrEqual(quartiles[1]);
    expect(bytes).toBeGreaterThan(0);
  }
  expect((await readdir(out)).sort()).toEqual(['metrics.jsonl', 'report.html', 'summary.json']);
  const report = await readFile(join(out, 'report.html'), 'utf8');
  expect(report).toContain('bottleneck 8-2-2-8');
  expect(report).toContain('Maps of 2x2 pixels');
  expect(events.at(-1)).toEqual({ type: 'report', file: join(out, 'report.html') });
});

test('settings out of range are refused before anything is written', async () => {
  const out = await emptyFolder();
  const refuse = async (settings: object, message: string): Promise<void> => {
    await expect(bottleneckExperiment.run({ out, settings })).rejects.toThrow(message);
  };
  await refuse(
    { channels: 6 },
    'channels must be a multiple of 4, as a bottleneck has a quarter of them; got 6.',
  );
  await refuse({ sizes: [] }, 'sizes must name at least 1 size; got 0.');
  await refuse({ steps: 0 }, 'steps must be an integer of at least 1; got 0.');
  await refuse({ precision: 'float16' }, `precision must be 'float32' or 'bfloat16'; got "float16".`);
  await expect(bottleneckExperiment.run({ out, seeds: 0 })).rejects.toThrow(
    'seeds must be an integer of at least 1; got 0.',
  );
  await expect(readdir(out)).rejects.toThrow('ENOENT');
});

test('an abort keeps the size that was done', async () => {
  const out = await emptyFolder();
  const before = memory().numTensors;
  const controller = new AbortController();
  const summary = await bottleneckExperiment.run({
    out,
    settings: { sizes: [2, 1], channels: 4, batch: 1, steps: 1 },
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'part' && event.index === 1) controller.abort();
    },
  });
  expect(memory().numTensors).toBe(before);
  expect(summary.complete).toBe(false);
  expect(summary.runs[0]?.result.blocks.map(({ size }) => size)).toEqual([2, 2, 2, 2]);
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('Not finished');
});
