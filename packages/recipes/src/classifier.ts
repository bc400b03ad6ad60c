import type { Tensor, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectLabels, expectLabelTensor } from './labels.ts';
import { written as writtenValue } from './option-checks.ts';
import type { Batch } from './sample-source.ts';

/** A model that has been checked to map images to logits. */
export interface Classifier {
  readonly model: LayersModel;
  /** Shape of one image as the model takes it; null where any size goes. */
  readonly imageShape: readonly (number | null)[];
  readonly classes: number;
  /** Number of outputs: 1, or one more for each auxiliary classifier behind the first. */
  readonly outputs: number;
}

const written = (shape: readonly (number | null)[]): string =>
  `[${shape.map((size) => size ?? 'any').join(', ')}]`;

/**
 * Throws unless the model has one input of images, and one output of logits or several of the same classes: the first is
 * the model's answer, the others are those of auxiliary classifiers.
 */
export function classifierOf(model: LayersModel): Classifier {
  if (!Array.isArray(model?.inputs) || !Array.isArray(model.outputs)) {
    throw new TypeError(
      `the model must be a LayersModel, such as defineModel or tf.sequential makes; got ${writtenValue(model)}.`,
    );
  }
  if (isDisposed(model)) throw new RangeError(`the model ${model.name} is disposed; build it anew.`);
  const [input, ...otherInputs] = model.inputs;
  const [output] = model.outputs;
  if (!input || !output || otherInputs.length > 0) {
    throw new TypeError(
      `the model must have 1 input and at least 1 output; got ${model.inputs.length} and ${model.outputs.length}.`,
    );
  }
  const classes = model.outputs.map(classesOf);
  if (new Set(classes).size > 1) {
    throw new RangeError(
      `the model's outputs must all be logits of the same classes; got ${classes.join(', ')} classes: leave out the outputs that are no auxiliary classifiers.`,
    );
  }
  const outputs = classes.length;
  return { model, imageShape: input.shape.slice(1), classes: classes[0] ?? 0, outputs };
}

/** The number of classes that an output has logits of. */
function classesOf(output: SymbolicTensor): number {
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
  return classes;
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

/** The logits `[batch, classes]` of every output, the model's answer first and those of auxiliary classifiers behind it. */
export function outputsOf(model: LayersModel, images: Tensor4D, training: boolean): Tensor2D[] {
  const outputs = model.apply(images, { training }) as Tensor | Tensor[];
  return (Array.isArray(outputs) ? outputs : [outputs]) as Tensor2D[];
}

/** The logits `[batch, classes]` that are the model's answer. Wants a tidy around it: auxiliary logits stay behind. */
export function logitsOf(model: LayersModel, images: Tensor4D, training: boolean): Tensor2D {
  const [logits] = outputsOf(model, images, training);
  return logits as Tensor2D;
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
