import { crossEntropy } from '@skipjack/recipes';
import type { Batch } from '@skipjack/recipes';
import { clone, dispose } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { layers as tfLayers, LayersModel } from '@tensorflow/tfjs-layers';

/** The convolutions of a net in the order of the signal; shortcuts of type A have none. */
export function convolutionsOf(model: LayersModel): tfLayers.Layer[] {
  return model.layers.filter(({ name }) => name.endsWith('_conv'));
}

/** A weight of a layer as the variable that it is. */
export function variableOf(weight: { read(): unknown }): Variable {
  return weight.read() as Variable;
}

/** The loss that a training step has on a batch, batch norm's statistics being those of the batch. Wants a tidy around it. */
export function trainingLoss(model: LayersModel, { images, labels }: Batch): Scalar {
  const logits = model.apply(images, { training: true }) as Tensor2D;
  return crossEntropy({ logits, labels });
}

/** Measures a net in training mode, and puts batch norm's running statistics back as they were. */
export async function keepingStatistics<Result>(
  model: LayersModel,
  measure: () => Promise<Result>,
): Promise<Result> {
  const statistics = model.nonTrainableWeights.map((weight) => variableOf(weight));
  const before = statistics.map((variable) => clone(variable));
  try {
    return await measure();
  } finally {
    for (const [index, variable] of statistics.entries()) {
      const value = before[index];
      if (value) variable.assign(value);
    }
    dispose(before);
  }
}
