import type { Precision } from './precision.ts';

/** Settings of a degradation run: the same for every net in it. */
export interface DegradationSettings {
  /** Name of the data set, such as `mnist`. */
  readonly data: string;
  /** Names of the nets in the order in which they are trained. */
  readonly nets: readonly string[];
  /** Training steps for each net. */
  readonly steps: number;
  /** Images in one training step. */
  readonly batch: number;
  /** Learning rate after warm-up and before the first drop. */
  readonly rate: number;
  /** Steps over which the rate of every net rises to `rate`. */
  readonly warmUpSteps: number;
  /** Steps at which the rate drops to a tenth. */
  readonly milestones: readonly number[];
  /** Weight decay: the coefficient of the L2 penalty's gradient. */
  readonly weightDecay: number;
  /** Momentum of stochastic gradient descent. */
  readonly momentum: number;
  /** Seed of the initial weights and of the data order. */
  readonly seed: number;
  /** Steps between two evaluations; there is one after the last step in any case. */
  readonly evaluateEvery: number;
  /** Images of the training set, and of the test set, that an evaluation measures on; the last one takes four times as many training images and the whole test set. */
  readonly evaluationSamples: number;
  /** What the large tensors of a training step are computed in; absent for float32. */
  readonly precision?: Precision;
  /** Side in pixels of the squares that are averaged into one pixel before anything else; absent where images stay as they are. */
  readonly downscale?: number;
}

/** One measurement during training. */
export interface Evaluation {
  /** Training steps done, counted from 1. */
  readonly step: number;
  /** Training images that it was made on: `evaluationSamples`, four times as many after the last step, or all that there are. */
  readonly trainSamples: number;
  /** Test images that it was made on: `evaluationSamples`, all after the last step. */
  readonly testSamples: number;
  /** Mean cross entropy on training images; not finite (null in JSON) for a net that diverged. */
  readonly trainLoss: number;
  /** Share of training images that were classified wrongly, as a fraction of 1. */
  readonly trainError: number;
  /** Share of test images that were classified wrongly, as a fraction of 1. */
  readonly testError: number;
}

/** What became of one net. It is finished when its last evaluation has `step` equal to the settings' `steps`. */
export interface NetResult {
  /** Registry name of the net, such as `plain56`. */
  readonly name: string;
  /** Layers with weights along the deepest path. */
  readonly depth: number;
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
  /** Training error at the end, as a fraction of 1. */
  readonly trainError: number;
  /** Test error at the end, as a fraction of 1. */
  readonly testError: number;
  /** Training speed in images per second, evaluations left out. */
  readonly imagesPerSecond: number;
  /** Measurements in the order of their steps. */
  readonly evaluations: readonly Evaluation[];
  /** Why training ended before its last step, in one sentence; absent when it did not. */
  readonly stopped?: string;
}

/** Machine that a run took place on. */
export interface Machine {
  /** Model name of the processor. */
  readonly cpu: string;
  /** Processor cores that the run could use. */
  readonly cores: number;
  /** Memory in GiB. */
  readonly memoryGiB: number;
  /** Operating system and architecture, such as `linux x64`. */
  readonly platform: string;
  /** Version of Node.js. */
  readonly node: string;
}

/** A whole degradation run, as `summary.json` holds it. */
export interface DegradationSummary {
  /** Settings of the run. */
  readonly settings: DegradationSettings;
  /** Versions of the software that took part, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Machine that it ran on. */
  readonly machine: Machine;
  /** Results in the order of training; a stopped run has fewer nets, and its last one may be unfinished. */
  readonly nets: readonly NetResult[];
  /** False when the run was stopped before its end. */
  readonly complete: boolean;
  /** Start of the run, as an ISO 8601 time. */
  readonly startedAt: string;
  /** Duration of the run in seconds. */
  readonly seconds: number;
}
