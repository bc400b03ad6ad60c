import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { OptionsExample } from '../option-checks.ts';
import type { SampleSource } from '../sample-source.ts';
import type { ClassResult } from './class-table.ts';
import type { CropsName } from './crops.ts';
import type { ViewMean } from './view-average.ts';
import type { Views } from './views.ts';

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Maps images `[batch, height, width, channels]` to logits `[batch, classes]`; auxiliary outputs behind them are not scored. */
  readonly model: LayersModel;
  /** Data to evaluate on. */
  readonly data: SampleSource;
  /**
   * The same samples at other sizes, such as with other lengths of the shorter side. The answers for all sizes are averaged.
   * @defaultValue none
   */
  readonly scales?: readonly SampleSource[];
  /**
   * What the net is shown of each image, by a {@link CropsName} or a function of the image's and the crop's size. The answers for
   * all views are averaged.
   * @defaultValue the whole image, which must have the size of the model's input
   */
  readonly crops?: CropsName | Views;
  /**
   * Height and width of a crop in pixels, for a model that takes images of any size.
   * @defaultValue the size of the model's input
   */
  readonly cropSize?: number;
  /**
   * What is averaged over views and scales: the softmax, as the papers of AlexNet, VGG and GoogLeNet do, or the logits.
   * @defaultValue 'probabilities'
   */
  readonly average?: ViewMean;
  /**
   * Whether the result has a table of the classes.
   * @defaultValue false
   */
  readonly perClass?: boolean;
  /**
   * Whether the result has a confusion matrix.
   * @defaultValue false
   */
  readonly confusion?: boolean;
  /**
   * Images per forward pass, all of one view; changes the memory used, and the result only by rounding.
   * @defaultValue 256
   */
  readonly batch?: number;
  /**
   * Evaluates the first `limit` samples only.
   * @defaultValue all
   */
  readonly limit?: number;
  /**
   * Whether the forward pass runs as one graph, which is recorded first. `'auto'`: where the backend can, and there are more
   * than a few batches.
   * @defaultValue 'auto'
   */
  readonly compile?: boolean | 'auto';
  /**
   * What a compiled forward pass computes in; logits are float32 in any case.
   * @defaultValue 'float32'
   */
  readonly precision?: 'float32' | 'bfloat16';
  /** Stops the evaluation before its next batch. */
  readonly signal?: AbortSignal | undefined;
}

/** How well a classifier does on some data. */
export interface EvaluationResult {
  /** Mean cross entropy per sample, in nats. */
  readonly loss: number;
  /** Fraction of the samples that are classified wrongly, from 0 to 1. */
  readonly error: number;
  /** Number of samples classified rightly. */
  readonly correct: number;
  /** Number of samples. */
  readonly count: number;
  /** Fraction of the samples whose label is not among the five highest logits, from 0 to 1. */
  readonly top5Error: number;
  /** A row for each class, where it was asked for. */
  readonly perClass?: readonly ClassResult[];
  /**
   * Number of samples by their label, and in each row by the class answered, where it was asked for; samples without an answer
   * (NaN) are in no column.
   */
  readonly confusion?: readonly (readonly number[])[];
}

/** What `evaluate` checks its options by. */
export const EVALUATE_OPTIONS: OptionsExample<EvaluateOptions> = {
  owner: 'evaluate',
  known: {
    ...{ model: true, data: true, scales: true, crops: true, cropSize: true, average: true },
    ...{
      perClass: true,
      confusion: true,
      batch: true,
      limit: true,
      compile: true,
      precision: true,
      signal: true,
    },
  },
  example: 'evaluate({ model, data })',
};
