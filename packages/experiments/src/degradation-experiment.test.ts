import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countParams } from '@skipjack/models';
import { memory } from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test } from 'vitest';
import { tinyDataset } from '../test/tiny-dataset.ts';
import { degradation34Experiment, degradationExperiment } from './degradation-experiment.ts';
import { degradationReport } from './degradation-report.ts';
import { reproduceDegradation } from './degradation.ts';
import { reproduceDegradationSeeds } from './degradation-seeds/degradation-seeds.ts';
import { buildNet } from './net-plan.ts';

const SETTINGS = { nets: ['plain8', 'resnet8'], steps: 2, batch: 3, evaluationSamples: 4 };

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'skipjack-seeds-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('each seed has a folder of its own with the metrics of a run of that seed', async () => {
  const parent = await folder();
  const before = memory().numTensors;
  const told: string[] = [];
  const summary = await reproduceDegradationSeeds({
    dataset: tinyDataset(),
    out: join(parent, 'joint'),
    settings: { ...SETTINGS, seed: 3 },
    seeds: 2,
    onEvent: (event) => told.push(event.type),
  });
  expect(memory().numTensors).toBe(before);
  expect(summary.complete).toBe(true);
  expect(summary.runs.map(({ seed, result }) => [seed, result.nets.length])).toEqual([
    [3, 2],
    [4, 2],
  ]);
  expect(told.filter((type) => type === 'seed' || type === 'report')).toEqual(['seed', 'seed', 'report']);
  const entries = (await readdir(join(parent, 'joint'))).sort();
  expect(entries).toEqual(['metrics.jsonl', 'report.html', 'seed-3', 'seed-4', 'summary.json']);
  await reproduceDegradation({
    dataset: tinyDataset(),
    out: join(parent, 'single'),
    settings: { ...SETTINGS, seed: 4 },
  });
  const single = await readFile(join(parent, 'single', 'metrics.jsonl'), 'utf8');
  expect(await readFile(join(parent, 'joint', 'seed-4', 'metrics.jsonl'), 'utf8')).toBe(single);
});

test('an abort in the second seed leaves what was done', async () => {
  const out = join(await folder(), 'joint');
  const controller = new AbortController();
  const { complete, runs } = await degradationExperiment.run({
    dataset: tinyDataset(),
    out,
    settings: SETTINGS,
    seeds: 3,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'part' && event.seed === 1 && event.index === 1) controller.abort();
    },
  });
  expect(complete).toBe(false);
  expect(runs.map(({ seed, result }) => [seed, result.nets.length, result.complete])).toEqual([
    [0, 2, true],
    [1, 1, false],
  ]);
  expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('Not finished');
});

test('one seed is an ordinary run, told in the common terms', async () => {
  const out = join(await folder(), 'one');
  const told: string[] = [];
  const summary = await degradationExperiment.run({
    dataset: tinyDataset(),
    out,
    settings: SETTINGS,
    seed: 2,
    onEvent: (event) => told.push(event.type === 'part' ? event.part : event.type),
  });
  expect(told).toEqual(['plain8', 'step', 'step', 'found', 'resnet8', 'step', 'step', 'found', 'report']);
  expect(summary).toMatchObject({ experiment: 'degradation', data: 'rows', seeds: [2] });
  expect(summary.settings).toMatchObject({ ...SETTINGS, seed: 2 });
  expect(degradationExperiment.report(summary)).toBe(await readFile(join(out, 'report.html'), 'utf8'));
});

test('the wide nets have the stem for small images, and settings of their own', () => {
  const model = buildNet('plain18', tinyDataset(), 0);
  const convolution = model.layers.find(({ name }) => name.endsWith('_conv'));
  expect(convolution?.getConfig()['kernelSize']).toEqual([3, 3]);
  const residual = buildNet('resnet18', tinyDataset(), 0);
  expect(countParams(residual)).toBe(countParams(model)); // shortcuts of type A
  for (const net of [model, residual]) net.dispose();
  const { train, ...rest } = tinyDataset();
  expect(degradation34Experiment.defaults({ ...rest, train: { ...train, length: 100 } })).toMatchObject({
    nets: ['plain18', 'plain34', 'resnet18', 'resnet34'],
    downscale: 2,
  });
});

test('their report has the paper’s table 2, and the command of their experiment', async () => {
  const out = join(await folder(), 'small');
  const small = await reproduceDegradation({
    dataset: tinyDataset(),
    out,
    settings: { ...SETTINGS, nets: ['plain8'] },
  });
  expect(degradationReport(small)).not.toContain('25.03%');
  const settings = { ...small.settings, nets: ['plain18', 'resnet34'], downscale: 2 };
  const report = degradationReport({ ...small, settings });
  expect(report).toContain('25.03%');
  expect(report.replaceAll(/<\/?span>/g, '')).toContain(
    'skipjack reproduce degradation-34 --data rows --nets plain18,resnet34',
  );
});

test('bfloat16 needs a backend that compiles, and is refused by others in one sentence', async () => {
  const out = join(await folder(), 'low');
  const run = degradationExperiment.run({
    dataset: tinyDataset(),
    out,
    settings: { ...SETTINGS, precision: 'bfloat16' },
  });
  await expect(run).rejects.toThrow(
    "train cannot do precision: 'bfloat16': the backend 'cpu' compiles nothing",
  );
});
