import type { ImageDataset } from '@skipjack/datasets';
import { expectWhole, trainingSettings } from '../experiment/short-training.ts';
import type { TrainingSettings } from '../experiment/short-training.ts';
import { expectDepths, expectDownscale, usualDownscale } from '../measures/net-settings.ts';

/** Settings of the experiment `optimization`. */
export interface OptimizationSettings extends TrainingSettings {
  /** Depths of the twins, each 6n + 2. */
  readonly depths: readonly number[];
  /** Pixels of the data's images, in each direction, that are averaged into one: smaller images take less time. 2 by default, 1 for images below 16 pixels. */
  readonly downscale: number;
  /** Images that the error after training is measured on, of the training set and of the test set. */
  readonly evaluationSamples: number;
  /** Batches of `batch` training images, the same for all, that gradients and the losses along lines are measured on. */
  readonly probeBatches: number;
  /** Places on the line from the plain to the residual solution, both ends included. */
  readonly linePoints: number;
  /** Random directions around each solution. */
  readonly directions: number;
  /** Places along each direction, an odd number: the solution is in the middle. */
  readonly profilePoints: number;
  /** How far a direction is followed, in lengths of the weights' own filters. */
  readonly radius: number;
}

/** Completes the settings with the defaults, and checks them. */
export function optimizationSettings(
  given: Partial<OptimizationSettings>,
  dataset: ImageDataset | undefined,
): OptimizationSettings {
  const settings: OptimizationSettings = {
    ...trainingSettings(given, { steps: 200, rate: 0.03, evaluationSamples: 256 }, dataset),
    depths: [...(given.depths ?? [20, 32, 56])],
    downscale: given.downscale ?? usualDownscale(dataset),
    probeBatches: given.probeBatches ?? 4,
    linePoints: given.linePoints ?? 13,
    directions: given.directions ?? 3,
    profilePoints: given.profilePoints ?? 13,
    radius: given.radius ?? 1,
  };
  expectDepths(settings.depths);
  expectDownscale(settings.downscale, dataset);
  expectWhole('probeBatches', settings.probeBatches, 1);
  expectWhole('linePoints', settings.linePoints, 3);
  expectWhole('directions', settings.directions, 1);
  expectWhole('profilePoints', settings.profilePoints, 3);
  if (settings.profilePoints % 2 === 0)
    throw new RangeError(
      `profilePoints must be odd, so that the solution is among them; got ${settings.profilePoints}.`,
    );
  if (!(settings.radius > 0 && Number.isFinite(settings.radius)))
    throw new RangeError(`radius must be a finite number above 0; got ${settings.radius}.`);
  return settings;
}
