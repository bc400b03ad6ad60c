import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SampleSource } from '../src/sample-source.ts';
import { constantRate } from '../src/schedules/constant-rate.ts';
import { sgd } from '../src/optimizers/sgd.ts';
import type { TrainOptions } from '../src/train-options.ts';

/** Height and width of the images. */
export const SIDE = 2;
const pixels = (sample: number): number[] =>
  Array.from(
    { length: SIDE * SIDE },
    (_, place) => Math.sin(sample * 1.7 + place) + (place === sample % 3 ? 2 : 0),
  );

/** Three classes that a dense layer can tell apart, in images of one channel. */
export function samples(
  length: number,
  label: (sample: number) => number = (sample) => sample % 3,
): SampleSource {
  return {
    length,
    batch: (indices) => {
      const chosen = Array.from(indices);
      return {
        images: tensor4d(chosen.flatMap(pixels), [chosen.length, SIDE, SIDE, 1]),
        labels: tensor1d(chosen.map(label), 'int32'),
      };
    },
  };
}

/** A convolution, batch norm and a dense layer: few enough operations for a thousand steps. */
export function tinyNet(): LayersModel {
  return sequential({
    layers: [
      layers.conv2d({
        name: 'conv',
        filters: 2,
        kernelSize: 1,
        inputShape: [SIDE, SIDE, 1],
        kernelInitializer: 'ones',
      }),
      layers.batchNormalization({ name: 'bn' }),
      layers.flatten(),
      layers.dense({ name: 'fc', units: 3, kernelInitializer: initializers.glorotUniform({ seed: 5 }) }),
    ],
  });
}

/** Options that train the tiny net for 10 steps. */
export function setting(changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    model: changes.model ?? tinyNet(),
    data: samples(30),
    steps: 10,
    batch: 4,
    schedule: constantRate({ rate: 0.05 }),
    optimizer: sgd(),
    ...changes,
  };
}
