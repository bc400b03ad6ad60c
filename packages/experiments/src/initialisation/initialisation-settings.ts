import type { ImageDataset } from '@skipjack/datasets';
import { expectWhole, trainingSettings } from '../experiment/short-training.ts';
import { expectDepths, expectDownscale, expectEach, usualDownscale } from '../measures/net-settings.ts';
import type { TrainingSettings } from '../experiment/short-training.ts';
import type { Initialisation } from './initialisation-net.ts';

/** Settings of the experiment `initialisation`. */
export interface InitialisationSettings extends TrainingSettings {
  /** Depths of the plain nets, each 6n + 2. */
  readonly depths: readonly number[];
  /** Pixels of the data's images, in each direction, that are averaged into one: smaller images take less time. 2 by default, 1 for images below 16 pixels. */
  readonly downscale: number;
  /** How the weights start. */
  readonly initialisations: readonly Initialisation[];
  /** Whether there is batch normalization: which of the two kinds of net are trained. */
  readonly batchNorm: readonly boolean[];
  /** Images that the measurements after training are made on, of the training set and of the test set. */
  readonly evaluationSamples: number;
  /** Batches of `batch` images that the gradients before training are measured on. */
  readonly probeBatches: number;
}

/** Defaults of the settings of training. */
export const INITIALISATION_DEFAULTS = {
  steps: 200,
  batch: 32,
  rate: 0.03,
  evaluationSamples: 256,
} as const;

/** Completes the settings with the defaults, and checks them. */
export function initialisationSettings(
  given: Partial<InitialisationSettings>,
  dataset: ImageDataset | undefined,
): InitialisationSettings {
  const settings: InitialisationSettings = {
    ...trainingSettings(given, INITIALISATION_DEFAULTS, dataset),
    depths: [...(given.depths ?? [8, 20, 32, 56])],
    downscale: given.downscale ?? usualDownscale(dataset),
    initialisations: [...(given.initialisations ?? (['he', 'xavier'] as const))],
    batchNorm: [...(given.batchNorm ?? [false, true])],
    probeBatches: given.probeBatches ?? 2,
  };
  expectDepths(settings.depths);
  const isKnown = (name: string): boolean => name === 'he' || name === 'xavier';
  expectEach('initialisations', settings.initialisations, isKnown, "'he' or 'xavier'");
  expectEach('batchNorm', settings.batchNorm, (value) => typeof value === 'boolean', 'true or false');
  expectDownscale(settings.downscale, dataset);
  expectWhole('probeBatches', settings.probeBatches, 1);
  return settings;
}
