import type { Optimizer, Tensor } from '@tensorflow/tfjs-core';

/** One step of a model: inputs, targets and weights of a batch go in; the loss and the metrics come out. */
export type StepFunction = (data: readonly (Tensor | null)[]) => Tensor[];

/** A layer of tfjs-layers, as far as it is looked at here. */
export interface LayerObject {
  readonly name?: string;
  /** What the layer computes. */
  call?: unknown;
}

/** A `LayersModel` of tfjs-layers, which this package does not import: as much of it as is used here. */
export interface LayersModel extends LayerObject {
  readonly name: string;
  readonly layers: readonly LayerObject[];
  readonly inputs: readonly object[];
  readonly outputs: readonly object[];
  readonly stateful?: boolean;
  readonly optimizer?: Optimizer;
  readonly lossFunctions?: readonly unknown[];
  readonly metricsTensors?: readonly unknown[];
  readonly collectedTrainableWeights?: readonly { readonly trainable: boolean }[];
  /** Of a `Sequential`: the model that does its work. */
  readonly model?: LayersModel;
  testFunction?: StepFunction;
}

/** The methods that are replaced. */
export interface LayersModelMethods {
  makeTrainFunction(this: LayersModel): StepFunction;
  makeTestFunction(this: LayersModel): void;
  predictLoop(
    this: LayersModel,
    ins: Tensor | Tensor[],
    batchSize?: number,
    verbose?: boolean,
  ): Tensor | Tensor[];
  dispose(this: LayersModel): { readonly refCountAfterDispose: number };
}

/** What a model does that runs as one graph. */
export type Work = 'fit' | 'evaluate' | 'predict';
