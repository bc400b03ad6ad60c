import type { Tensor, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expectLabels, expectLabelTensor } from './labels.ts';
import { written as writtenValue } from './option-checks.ts';
import type { Batch } from './sample-source.ts';

/** A model that has been checked to map images to logits. */
export interface Classifier {
  readonly model: LayersModel;
  /** Shape of one image as the model takes it; null where any size goes. */
  readonly imageShape: readonly (number | null)[];
  readonly classes: number;
}

const written = (shape: readonly (number | null)[]): string =>
  `[${shape.map((size) => size ?? 'any').join(', ')}]`;

/** Throws unless the model has one input of images and one output of logits. */
export function classifierOf(model: LayersModel): Classifier {
  if (!Array.isArray(model?.inputs) || !Array.isArray(model.outputs)) {
    throw new TypeError(
      `the model must be a LayersModel, such as defineModel or tf.sequential makes; got ${writtenValue(model)}.`,
    );
  }
  if (isDisposed(model)) throw new RangeError(`the model ${model.name} is disposed; build it anew.`);
  const [input, ...otherInputs] = model.inputs;
  const [output, ...otherOutputs] = model.outputs;
  if (!input || !output || otherInputs.length + otherOutputs.length > 0) {
    throw new TypeError(
      `the model must have 1 input and 1 output; got ${model.inputs.length} and ${model.outputs.length}.`,
    );
  }
  const classes = output.shape[1];
  if (output.shape.length !== 2 || typeof classes !== 'number') {
    throw new RangeError(`the model's output must be logits [batch, classes]; got ${written(output.shape)}.`);
  }
  const { sourceLayer } = output;
  if (sourceLayer.getClassName() === 'Softmax' || sourceLayer.getConfig()['activation'] === 'softmax') {
    throw new TypeError(
      `the model's output must be logits, but its layer ${sourceLayer.name} ends in a softmax: build it without one.`,
    );
  }
  return { model, imageShape: input.shape.slice(1), classes };
}

/** Throws unless the batch has `count` images of the model's shape, and labels of its classes. Reads the labels. */
export async function expectBatch(classifier: Classifier, batch: Batch, count: number): Promise<Int32Array> {
  const { imageShape, classes } = classifier;
  const { images, labels } = batch;
  const fits = (size: number, axis: number): boolean => imageShape[axis] == null || imageShape[axis] === size;
  if (images.rank - 1 !== imageShape.length || !images.shape.slice(1).every(fits)) {
    throw new RangeError(
      `images must have the shape ${written(imageShape)} of the model's input; got ${written(images.shape.slice(1))}.`,
    );
  }
  if (images.shape[0] !== count) {
    throw new RangeError(`the data must return the ${count} images asked for; got ${images.shape[0]}.`);
  }
  expectLabelTensor(labels, count);
  const values = await labels.data<'int32'>();
  expectLabels(values, classes);
  return values;
}

/** The model's logits `[batch, classes]`. Needs `model.apply`'s result to be one tensor, as {@link classifierOf} checks. */
export function logitsOf(model: LayersModel, images: Tensor4D, training: boolean): Tensor2D {
  return model.apply(images, { training }) as Tensor as Tensor2D;
}

/** The model's trainable weights as the variables that they are. */
export function trainableVariables(model: LayersModel): Variable[] {
  const variables = new Set(model.trainableWeights.map((weight) => weight.read() as Variable));
  if (variables.size === 0) {
    throw new RangeError(
      'the model must have a trainable weight; got 0 of them: set trainable on some layer.',
    );
  }
  return [...variables];
}

/** A weight that is disposed refuses to be read. */
function isDisposed({ weights }: LayersModel): boolean {
  try {
    return weights.some((weight) => weight.read().isDisposed);
  } catch {
    return true;
  }
}
