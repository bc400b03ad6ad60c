import '@tensorflow/tfjs-backend-cpu';
import { cifarPlain, cifarResNet } from '@skipjack/models';
import { crossEntropy } from '@skipjack/recipes';
import type { Batch } from '@skipjack/recipes';
import {
  conv2d,
  dispose,
  memory,
  mul,
  randomNormal,
  tensor1d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { initialisedPlainNet } from '../initialisation/initialisation-net.ts';
import { chanceLossOf } from './chance-loss.ts';
import { gradientNorms } from './gradient-norms.ts';
import { layerDeviations } from './layer-deviations.ts';
import { pairedFigures } from './paired-figures.ts';
import { plainNumber } from './plain-number.ts';
import { disposeBatches, probeBatches } from './probe-batches.ts';
import { meanOverSeeds, smoothedLosses } from './seed-curves.ts';
import { keepingStatistics } from './training-forward.ts';

function someBatch(seed: number, size = 6): Batch {
  return {
    images: randomNormal([size, 4, 4, 1], 0, 1, 'float32', seed) as Tensor4D,
    labels: tensor1d(
      Array.from({ length: size }, (_, index) => index % 3),
      'int32',
    ),
  };
}

const SHAPE = { inputShape: [4, 4, 1], classes: 3, seed: 3 } as const;

const statisticsOf = (model: LayersModel): number[][] =>
  model.nonTrainableWeights.map((weight) => Array.from((weight.read() as Tensor).dataSync()));

test('gradient norms are those of a training step, in the mean over batches, and leave the net as it was', async () => {
  const model = cifarPlain({ depth: 8, ...SHAPE });
  const batches = [someBatch(1), someBatch(2)];
  const before = [memory().numTensors, statisticsOf(model)];
  const norms = await gradientNorms(model, batches);
  expect([memory().numTensors, statisticsOf(model)]).toEqual(before);
  expect(norms).toHaveLength(7);
  const expected = batches.map(({ images, labels }) => {
    const { value, grads } = variableGrads(() =>
      crossEntropy({ logits: model.apply(images, { training: true }) as Tensor2D, labels }),
    );
    const kernels = model.layers.filter(({ name }) => name.endsWith('_conv'));
    const lengths = kernels.map(({ weights }) => {
      const { name = '' } = (weights[0]?.read() ?? {}) as Partial<Variable>;
      return Math.hypot(...(grads[name]?.dataSync() ?? []));
    });
    dispose([value, ...Object.values(grads)]);
    return lengths;
  });
  norms.forEach((norm, layer) => {
    expect(norm).toBeGreaterThan(0);
    expect(norm).toBeCloseTo(((expected[0]?.[layer] ?? 0) + (expected[1]?.[layer] ?? 0)) / 2, 5);
  });

  // Batch norm makes the loss blind to a kernel's size: twice the kernel has half the gradient.
  const third = model.layers.filter(({ name }) => name.endsWith('_conv'))[2]?.weights[0]?.read() as Variable;
  tidy(() => third.assign(mul(third, 2)));
  const doubled = await gradientNorms(model, batches);
  expect((doubled[2] ?? 0) / (norms[2] ?? 0)).toBeCloseTo(0.5, 2);
  expect((doubled[3] ?? 0) / (norms[3] ?? 0)).toBeCloseTo(1, 2);
  disposeBatches(batches);
  model.dispose();
});

test('without batch norm Xavier’s signals shrink by the square root of two a layer more than He’s, and with it by that once', async () => {
  const batch = someBatch(1);
  const deviationsOf = async (initialisation: 'he' | 'xavier', batchNorm: boolean): Promise<number[]> => {
    const model = initialisedPlainNet({ depth: 14, initialisation, batchNorm, ...SHAPE });
    const before = [memory().numTensors, statisticsOf(model)];
    const deviations = await layerDeviations(model, batch);
    expect([memory().numTensors, statisticsOf(model)]).toEqual(before);
    model.dispose();
    return deviations;
  };
  const [he, xavier] = [await deviationsOf('he', false), await deviationsOf('xavier', false)];
  expect(he).toHaveLength(13);
  xavier.forEach((one, index) => expect(one / (he[index] ?? 0)).toBeCloseTo(2 ** (-(index + 1) / 2), 5));
  const [heNormed, xavierNormed] = [await deviationsOf('he', true), await deviationsOf('xavier', true)];
  xavierNormed.forEach((one, index) => expect(one / (heNormed[index] ?? 0)).toBeCloseTo(Math.SQRT1_2, 3));
  disposeBatches([batch]);
});

test('a response is measured before batch norm: by hand for the first convolution', async () => {
  const model = cifarResNet({ depth: 8, ...SHAPE });
  const batch = someBatch(5);
  const [first] = await layerDeviations(model, batch);
  const kernel = model.getLayer('stem_conv').weights[0]?.read() as Tensor4D;
  const response = tidy(() => Array.from(conv2d(batch.images, kernel, 1, 'same').dataSync<'float32'>()));
  const mean = response.reduce((sum, value) => sum + value, 0) / response.length;
  const variance = response.reduce((sum, value) => sum + (value - mean) ** 2, 0) / response.length;
  expect(first).toBeCloseTo(Math.sqrt(variance), 5);
  disposeBatches([batch]);
  model.dispose();
});

test('statistics are put back also where the measurement fails', async () => {
  const model = cifarPlain({ depth: 8, ...SHAPE });
  const { images, labels } = someBatch(1);
  const before = [memory().numTensors, statisticsOf(model)];
  const failing = keepingStatistics(model, async () => {
    tidy(() => void model.apply(images, { training: true }));
    expect(statisticsOf(model)).not.toEqual(before[1]);
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect([memory().numTensors, statisticsOf(model)]).toEqual(before);
  dispose([images, labels]);
  model.dispose();
});

test('probe batches are the first of the source, and one of all it has where that is less', async () => {
  const asked: number[][] = [];
  const source = (length: number) => ({
    length,
    batch: (indices: ArrayLike<number>) => {
      asked.push(Array.from(indices));
      return someBatch(1, indices.length);
    },
  });
  const before = memory().numTensors;
  disposeBatches(await probeBatches(source(7), 3, 5));
  expect(asked).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  asked.length = 0;
  disposeBatches(await probeBatches(source(2), 3, 5));
  expect(asked).toEqual([[0, 1]]);
  expect(memory().numTensors).toBe(before);
});

test('the loss of chance is the entropy of the labels', () => {
  expect(chanceLossOf([0, 1, 2, 3])).toBeCloseTo(Math.log(4), 12);
  expect(chanceLossOf([0, 0, 0, 1])).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 12);
  expect(chanceLossOf([5, 5])).toBeCloseTo(0, 12);
});

test('curves: means over seeds skip what is not finite, and pieces are averaged', () => {
  expect(
    meanOverSeeds([
      [1, 2, 3],
      [3, Number.NaN],
    ]),
  ).toEqual([2, 2, 3]);
  expect(meanOverSeeds([])).toEqual([]);
  expect(smoothedLosses([1, 3, 5, 7, 9], 2)).toEqual([
    { x: 3, y: 3 },
    { x: 5, y: 8 },
  ]);
});

test('numbers and rows of figures as reports show them', () => {
  expect([0, 0.0123456, 12.3456, 999.4, 1234, 3.14e-9, -0.001, Number.NaN].map(plainNumber)).toEqual([
    '0',
    '0.0123',
    '12.3',
    '999',
    '1.2 · 10³',
    '3.1 · 10⁻⁹',
    '-1.0 · 10⁻³',
    '–',
  ]);
  expect(pairedFigures(['a', 'b', 'c'], 'words')).toEqual([
    { kind: 'figures', figures: ['a', 'b'] },
    { kind: 'figures', figures: ['c'], caption: 'words' },
  ]);
  expect(pairedFigures([], 'words')).toEqual([]);
});
