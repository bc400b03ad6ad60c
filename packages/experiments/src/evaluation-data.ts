import { pixelStatistics, tensorSource } from '@skipjack/datasets';
import type { ImageDataset, TensorSource } from '@skipjack/datasets';
import { epochOrder } from '@skipjack/recipes';
import { finalTrainSamples } from './final-samples.ts';
import type { DegradationSettings } from './summary.ts';

/** Seed of the choice of images to evaluate on: the same for all runs, and none that a run would be given. */
const SEED = 0x5eed_0f_e7a1;

/** The data of a run, normalised by the statistics of all training images. */
export interface RunData {
  /** All training images. */
  readonly train: TensorSource;
  /** All test images. */
  readonly test: TensorSource;
  /** Training images to measure the training error on. */
  readonly trainSample: TensorSource;
  /** Training images to measure the training error on at the end. */
  readonly finalTrainSample: TensorSource;
  /** Test images to measure the test error on during training. */
  readonly testSample: TensorSource;
}

/** The first `count` images of a fixed permutation, or all of them where there are no more. */
function fixedSample(source: TensorSource, count: number): TensorSource {
  const chosen = epochOrder({ length: source.length, seed: SEED, epoch: 0 }).subarray(0, count);
  return {
    length: chosen.length,
    batch: (indices) => source.batch(Uint32Array.from(indices, (index) => chosen[index] ?? source.length)),
  };
}

/** Normalises the data set and chooses what to evaluate on: the same images for every net and every seed. */
export function runData(
  dataset: ImageDataset,
  settings: Pick<DegradationSettings, 'evaluationSamples'>,
): RunData {
  const { evaluationSamples } = settings;
  const { mean, std } = pixelStatistics({ split: dataset.train });
  const safeStd = std.map((value) => (value > 0 ? value : 1));
  const train = tensorSource({ split: dataset.train, mean, std: safeStd });
  const test = tensorSource({ split: dataset.test, mean, std: safeStd });
  return {
    train,
    test,
    trainSample: fixedSample(train, evaluationSamples),
    finalTrainSample: fixedSample(train, finalTrainSamples(settings)),
    testSample: fixedSample(test, evaluationSamples),
  };
}
