import type { ExperimentSummary } from '../experiment/experiment.ts';
import type { TrainedNet, TrainingSettings } from '../experiment/short-training.ts';

/** Settings of the experiment `layer-responses`. */
export interface ResponsesSettings extends TrainingSettings {
  /** Names of the nets, in the order of training: `plain` or `resnet` and a depth. */
  readonly nets: readonly string[];
}

/** The responses of one trained net. */
export interface NetResponses extends TrainedNet {
  /** Name of the net. */
  readonly name: string;
  /** Layers with weights along the deepest path. */
  readonly depth: number;
  /** Standard deviation of what each 3x3 convolution gives after its batch norm, in the order of the signal; empty for a net that diverged. */
  readonly deviations: readonly number[];
}

/** What `layer-responses` found with one seed. */
export interface ResponsesResult {
  /** The nets, in the order of training. */
  readonly nets: readonly NetResponses[];
}

/** A run of the experiment `layer-responses`. */
export type ResponsesSummary = ExperimentSummary<ResponsesSettings, ResponsesResult>;
