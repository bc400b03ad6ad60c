import { cifarResNet } from '@skipjack/models';
import { multiStep, sgd } from '@skipjack/recipes';
import type { SampleSource, TrainOptions } from '@skipjack/recipes';
import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Height and width of the images. */
export const SIZE = 8;
/** Number of classes. */
export const CLASSES = 3;

/** Images whose class is their brightest third, with noise; a pure function of the index. */
export function rows(length: number): SampleSource {
  return {
    length,
    fingerprint: `rows ${length}`,
    batch: (indices) => {
      const chosen = Array.from(indices);
      const pixels = chosen.flatMap((sample) =>
        Array.from(
          { length: SIZE * SIZE },
          (_, place) =>
            Math.sin(sample * 12.9 + place * 78.2) * 0.5 +
            (Math.floor((place / (SIZE * SIZE)) * CLASSES) === sample % CLASSES ? 1 : 0),
        ),
      );
      return {
        images: tensor4d(pixels, [chosen.length, SIZE, SIZE, 1]),
        labels: tensor1d(
          chosen.map((sample) => sample % CLASSES),
          'int32',
        ),
      };
    },
  };
}

/** A residual net with batch norm, dropout, and blocks that are there with a probability. */
export function tinyNet(): LayersModel {
  return cifarResNet({
    ...{ depth: 8, inputShape: [SIZE, SIZE, 1], classes: CLASSES, seed: 1 },
    ...{ dropout: 0.3, survival: 0.7 },
  });
}

/** How a step is computed. */
export type Mode = 'eager' | 'float32' | 'bfloat16';

/** Every part of a training that has a state; the caller disposes the model and the optimizer. */
export function tinyTraining(mode: Mode, steps: number): TrainOptions {
  return {
    model: tinyNet(),
    data: rows(64),
    validation: rows(24),
    ...{ steps, batch: 8, seed: 3 },
    schedule: multiStep({ rate: 0.02, milestones: [7], factor: 0.1 }),
    optimizer: sgd({ momentum: 0.9, weightDecay: 1e-3, nesterov: true }),
    mixing: { mixup: 0.4 },
    clip: { norm: 5 },
    average: { type: 'ema', decay: 0.8 },
    evaluation: { every: { steps: 5 } },
    ...(mode === 'eager' ? { compile: false } : { compile: true, precision: mode }),
  };
}
