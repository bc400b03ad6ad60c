import type { AverageSpec } from '../optimizers/weight-average.ts';
import type { ClassificationLossOptions } from '../losses/classification-loss.ts';
import type { ClipSpec } from '../optimizers/clip-gradients.ts';
import type { MixingOptions } from '../losses/mixing.ts';
import type { OptimizerSpec } from '../optimizers/optimizer-of.ts';
import type { ScheduleSpec } from '../schedules/schedule-spec.ts';
import type { JsonValue } from '../training-state.ts';

/** A net, by its name. */
export interface ModelSpec {
  /** Name in the registry of `@skipjack/models`, such as `resnet20`, or of a model of your own. */
  readonly name: string;
  /**
   * What the net takes, such as `{ shortcut: 'B' }`. Input shape and classes come from the data.
   * @defaultValue the net's own defaults
   */
  readonly options?: { readonly [key: string]: JsonValue };
}

/** Weights that a training begins with: some layers' of a run of another recipe. */
export interface StartSpec {
  /** The recipe that was trained before. */
  readonly recipe: string;
  /** Names of the layers whose weights are taken; all others are drawn. */
  readonly layers: readonly string[];
}

/** A step of augmentation or preprocessing, one of `@skipjack/datasets`'s, such as `{ type: 'padCrop', padding: 4 }`. */
export interface AugmentStep {
  /** Which one. */
  readonly type: string;
  /** What it takes. */
  readonly [key: string]: JsonValue;
}

/** Mean and standard deviation of each channel, of pixels from 0 to 255. */
export interface ChannelNormalisation {
  /** What is subtracted. */
  readonly mean: readonly number[];
  /** What the difference is divided by. */
  readonly std: readonly number[];
}

/**
 * How pixels become numbers: minus the training set's mean of each channel and divided by its standard deviation (`channels`), minus
 * the training set's mean of each pixel and divided by 255 (`pixels`), divided by 255 (`scale`), or by numbers of your own.
 */
export type Normalisation = 'channels' | 'pixels' | 'scale' | ChannelNormalisation;

/** Data to train and to evaluate on. */
export interface DataSpec {
  /** Name of the data set, such as `mnist` or `cifar10`; `folder` for images in folders of your own. */
  readonly name: string;
  /**
   * What each image goes through in training, in this order.
   * @defaultValue nothing
   */
  readonly augment?: readonly AugmentStep[];
  /**
   * What each image goes through in evaluation.
   * @defaultValue nothing
   */
  readonly evaluate?: readonly AugmentStep[];
  /** How pixels become numbers. */
  readonly normalise: Normalisation;
  /**
   * Training images that are held out and evaluated on instead of the test set.
   * @defaultValue none
   */
  readonly holdOut?: number;
  /**
   * Trains on so many images of the training set only.
   * @defaultValue all
   */
  readonly limit?: number;
}

/** A span of a training. */
export type LengthSpec =
  | {
      /** Passes over the training data, fractions included. */
      readonly epochs: number;
    }
  | {
      /** Updates of the weights. */
      readonly steps: number;
    };

/** What is minimised. */
export interface LossSpec extends ClassificationLossOptions {
  /**
   * Weight of the loss of each auxiliary classifier, where the model has some.
   * @defaultValue 0.3
   */
  readonly auxiliaryWeight?: number;
}

/** How the images and labels of a batch are mixed. */
export type MixingSpec = MixingOptions;

/** How and how often the model is evaluated in the middle of the training. */
export interface EvaluationSpec {
  /**
   * Between two evaluations.
   * @defaultValue one epoch
   */
  readonly every?: LengthSpec;
  /**
   * Which views of an image are averaged: the image as it is, with its mirror image, or four corners and the centre with their
   * mirror images.
   * @defaultValue 'centre'
   */
  readonly crops?: 'centre' | 'flip' | 'ten';
  /**
   * Training images by which batch norm's statistics are taken anew before an evaluation.
   * @defaultValue 0, the running statistics are used
   */
  readonly batchNormSamples?: number;
}

/** What a recipe has reached: a band that a run of it falls into. */
export interface ExpectedResult {
  /** What was measured: the fraction of the test images classified wrongly after the last step. */
  readonly metric: 'testError';
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Mean over the seeds, where there were several. */
  readonly mean?: number;
  /** Standard deviation over the seeds. */
  readonly std?: number;
  /** How many seeds. */
  readonly seeds?: number;
  /** Where the numbers come from. */
  readonly source: string;
}

/**
 * Everything that decides a training, as JSON: each number has an entry in `sources`, and each deviation from them is in `differs`.
 * Extend one by object spread, and check it by `defineRecipe`.
 */
export interface Recipe {
  /** Name, of letters, digits and hyphens. */
  readonly name: string;
  /** What it is, in one sentence. */
  readonly description: string;
  /** The net. */
  readonly model: ModelSpec;
  /**
   * Weights to begin with.
   * @defaultValue all weights are drawn
   */
  readonly startFrom?: StartSpec;
  /** The data. */
  readonly data: DataSpec;
  /** Length of the training. */
  readonly length: LengthSpec;
  /** Images of one update of the weights. */
  readonly batch: number;
  /**
   * Parts that the images of a step are divided into, to save memory; must divide `batch`.
   * @defaultValue 1
   */
  readonly accumulate?: number;
  /** What updates the weights. */
  readonly optimizer: OptimizerSpec;
  /** The learning rate of each step. */
  readonly schedule: ScheduleSpec;
  /**
   * What is minimised.
   * @defaultValue cross entropy
   */
  readonly loss?: LossSpec;
  /**
   * How images and labels are mixed.
   * @defaultValue not at all
   */
  readonly mixing?: MixingSpec;
  /**
   * Limits of the gradients.
   * @defaultValue none
   */
  readonly clip?: ClipSpec;
  /**
   * Average of the weights that is evaluated and kept.
   * @defaultValue none
   */
  readonly average?: AverageSpec;
  /**
   * How and how often it is evaluated.
   * @defaultValue after each epoch, the images as they are
   */
  readonly evaluation?: EvaluationSpec;
  /**
   * Ends the training where evaluations do not improve.
   * @defaultValue never
   */
  readonly earlyStop?: {
    /** Evaluations without a better one after which it ends. */
    readonly patience: number;
  };
  /**
   * What a step computes the large tensors in.
   * @defaultValue 'float32'
   */
  readonly precision?: 'float32' | 'bfloat16';
  /**
   * Seed of the weights, the order of the data, the augmentation and the mixing.
   * @defaultValue 0
   */
  readonly seed?: number;
  /** What it has reached. */
  readonly expected?: ExpectedResult;
  /** Where the values come from, by the paths of their keys, such as `optimizer.momentum`; a path stands for all below it. */
  readonly sources: { readonly [keyPath: string]: string };
  /** What differs from the sources, one sentence each. */
  readonly differs?: readonly string[];
}
