import { moments, sqrt, stack, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Batch } from '@skipjack/recipes';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolutionsOf, keepingStatistics } from './training-forward.ts';

/**
 * The standard deviation of what each convolution returns, before any batch normalization and ReLU, over all images of a batch,
 * pixels and channels, in the order of the signal. Batch norm normalizes by the batch, as in training.
 */
export function layerDeviations(model: LayersModel, { images }: Batch): Promise<number[]> {
  const outputs = convolutionsOf(model).map(({ output }) => output as SymbolicTensor);
  // Its layers and weights are the model's, so that it is not to be disposed.
  const probe = layersModel({ inputs: model.inputs, outputs });
  return keepingStatistics(model, async () => {
    const deviations = tidy(() => {
      const responses = [probe.apply(images, { training: true })].flat() as Tensor[];
      return stack(responses.map((response) => sqrt(moments(response).variance)));
    });
    try {
      return Array.from(await deviations.data<'float32'>());
    } finally {
      deviations.dispose();
    }
  });
}
