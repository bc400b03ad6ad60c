import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cifarResNet } from '@skipjack/models';
import { memory, moments, randomUniform, tidy } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, onTestFinished, test } from 'vitest';
import { tinyDataset } from '../../test/tiny-dataset.ts';
import { runData } from '../evaluation-data.ts';
import { normalizationsAfter3x3, responseDeviations } from './batch-norm-outputs.ts';
import { responsesExperiment } from './responses-experiment.ts';

test('the layers are the batch norms after 3x3 convolutions, in order; projections are none', () => {
  const model = cifarResNet({ depth: 8, inputShape: [4, 4, 1], shortcut: 'C' });
  onTestFinished(() => void model.dispose());
  const names = normalizationsAfter3x3(model).map(({ name }) => name);
  expect(names).toHaveLength(7);
  expect(names.some((name) => name.includes('shortcut'))).toBe(false);
});

test('the standard deviations are those of all samples together, whatever the batch', async () => {
  const model = cifarResNet({ depth: 8, inputShape: [4, 4, 1], classes: 3 });
  onTestFinished(() => void model.dispose());
  for (const weight of model.weights.filter(({ name }) => name.includes('_bn/')))
    tidy(() => {
      weight.write(randomUniform(weight.shape as number[], 0.5, 2, 'float32', 7));
    });
  const { train: data } = runData(tinyDataset(), { evaluationSamples: 24 });
  const before = memory().numTensors;
  const found = await responseDeviations({ model, data, batch: 7 });
  expect(memory().numTensors).toBe(before);
  const third = normalizationsAfter3x3(model)[2]?.output as SymbolicTensor;
  const expected = tidy(() => {
    const { images } = data.batch(Uint32Array.from({ length: 24 }, (_, index) => index));
    const response = layersModel({ inputs: model.inputs, outputs: third }).predict(images as Tensor4D);
    return Math.sqrt(moments(response as Tensor4D).variance.dataSync()[0] ?? Number.NaN);
  });
  expect(found).toHaveLength(7);
  expect(found[2]).toBeCloseTo(expected, 4);
});

test('trains the nets, measures each layer and draws it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-responses-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const out = join(folder, 'run');
  const before = memory().numTensors;
  const settings = {
    nets: ['plain8', 'resnet14'],
    steps: 2,
    batch: 4,
    evaluationSamples: 5,
  };
  const { runs } = await responsesExperiment.run({ dataset: tinyDataset(), out, settings });
  expect(memory().numTensors).toBe(before);
  const nets = runs[0]?.result.nets ?? [];
  expect(nets.map(({ name, depth, deviations }) => [name, depth, deviations.length])).toEqual([
    ['plain8', 8, 7],
    ['resnet14', 14, 13],
  ]);
  for (const value of nets.flatMap(({ deviations }) => deviations)) expect(value).toBeGreaterThan(0);
  const report = await readFile(join(out, 'report.html'), 'utf8');
  expect(report).toContain('Responses sorted');
  expect(report).toContain('rank of the layer');
  const refused = responsesExperiment.run({
    dataset: tinyDataset(),
    out: join(folder, 'other'),
    settings: { batch: 4, nets: ['plain9'] },
  });
  await expect(refused).rejects.toThrow('plain9');
});
