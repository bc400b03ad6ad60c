import '@skipjack/tensorflow';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initialisationExperiment, optimizationExperiment } from '../src/index.ts';
import { tinyDataset } from './tiny-dataset.ts';

let parent = '';

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'skipjack-optimizer-'));
  await setBackend('tensorflow');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const SMALL = { depths: [8], batch: 6, evaluationSamples: 8, probeBatches: 1 };

test('compiled, nets with batch norm start to learn, and signals are those of the cpu backend', async () => {
  const before = memory().numTensors;
  const dataset = tinyDataset();
  const settings = { ...SMALL, steps: 60 };
  const native = await initialisationExperiment.run({ dataset, out: join(parent, 'native'), settings });
  expect(memory().numTensors).toBe(before);
  const nets = native.runs[0]?.result.nets ?? [];
  expect(nets.filter(({ batchNorm, starts }) => batchNorm && starts)).toHaveLength(2);

  await import('@tensorflow/tfjs-backend-cpu');
  await setBackend('cpu');
  const plain = await initialisationExperiment.run({
    ...{ dataset, out: join(parent, 'cpu') },
    settings: { ...settings, steps: 1 },
  });
  for (const [index, net] of (plain.runs[0]?.result.nets ?? []).entries()) {
    const twin = nets[index];
    for (const key of ['deviations', 'gradientNorms'] as const)
      net[key].forEach((value, layer) => expect((twin?.[key][layer] ?? 0) / value).toBeCloseTo(1, 3));
  }
});

test('compiled, the ends of the line between the solutions are the losses in the middle of the profiles', async () => {
  const before = memory().numTensors;
  const { runs } = await optimizationExperiment.run({
    ...{ dataset: tinyDataset(), out: join(parent, 'twins'), seeds: 2 },
    settings: { ...SMALL, steps: 60, linePoints: 3, profilePoints: 5, directions: 2 },
  });
  expect(memory().numTensors).toBe(before);
  expect(runs.map(({ seed }) => seed)).toEqual([0, 1]);
  for (const { result } of runs) {
    const [{ line, profiles, plain, residual } = expect.fail('no twins')] = result.twins;
    expect(profiles).toHaveLength(2);
    for (const profile of profiles) {
      expect(profile.plain[2]).toBeCloseTo(line?.plain[0] ?? Number.NaN, 5);
      expect(profile.residual[2]).toBeCloseTo(line?.residual[2] ?? Number.NaN, 5);
      expect(Math.max(...profile.plain)).toBeGreaterThan(profile.plain[2] ?? Infinity);
    }
    for (const { trainLoss } of [plain, residual]) expect(trainLoss).toBeLessThan(0.9 * result.chanceLoss);
  }
});
