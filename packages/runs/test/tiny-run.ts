import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Recipe, SampleSource } from '@skipjack/recipes';
import type { TrainRunOptions } from '../src/index.ts';

const SIDE = 2;
const pixels = (sample: number): number[] =>
  Array.from(
    { length: SIDE ** 2 },
    (_, place) => Math.sin(sample * 1.7 + place) + (place === sample % 3 ? 2 : 0),
  );

/** Three classes that a dense layer can tell apart, in images of one channel. */
export function samples(length: number, scale = 1): SampleSource {
  return {
    length,
    fingerprint: `tiny:${length}`,
    classNames: ['a', 'b', 'c'],
    batch: (indices) => {
      const chosen = Array.from(indices);
      return {
        images: tensor4d(
          chosen.flatMap(pixels).map((pixel) => pixel * scale),
          [chosen.length, SIDE, SIDE, 1],
        ),
        labels: tensor1d(
          chosen.map((sample) => sample % 3),
          'int32',
        ),
      };
    },
  };
}

/** A convolution, batch norm and a dense layer. */
export function tinyNet(): LayersModel {
  const kernelInitializer = initializers.glorotUniform({ seed: 5 });
  return sequential({
    name: 'tiny',
    layers: [
      layers.conv2d({
        name: 'conv',
        filters: 2,
        kernelSize: 1,
        inputShape: [SIDE, SIDE, 1],
        kernelInitializer,
      }),
      layers.batchNormalization({ name: 'bn' }),
      layers.flatten(),
      layers.dense({ name: 'fc', units: 3, kernelInitializer }),
    ],
  });
}

/** Two epochs of seven steps, evaluated in the middle of them too. */
export const TINY_RECIPE: Recipe = {
  name: 'tiny-recipe',
  description: 'A recipe for tests.',
  model: { name: 'tiny' },
  data: { name: 'tiny-data', normalise: 'scale' },
  length: { epochs: 2 },
  batch: 4,
  optimizer: { type: 'sgd', momentum: 0.9 },
  schedule: { type: 'multiStep', rate: 0.05, milestones: [5, 9] },
  evaluation: { every: { steps: 3 } },
  sources: {},
};

/** Options of a run that takes milliseconds, with a new net. */
export function tinyRun(folder: string, changes: Partial<TrainRunOptions> = {}): TrainRunOptions {
  return {
    folder,
    recipe: TINY_RECIPE,
    model: tinyNet(),
    data: samples(30),
    validation: samples(9),
    ...changes,
  };
}
