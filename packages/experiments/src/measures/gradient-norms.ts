import { dispose, norm, stack, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Batch } from '@skipjack/recipes';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { convolutionsOf, keepingStatistics, trainingLoss, variableOf } from './training-forward.ts';

/**
 * The Euclidean norm of the loss's gradient with respect to the kernel of each convolution, in the order of the signal: the mean over
 * the batches of what a training step would see.
 */
export function gradientNorms(model: LayersModel, batches: readonly Batch[]): Promise<number[]> {
  const kernels = convolutionsOf(model).flatMap((layer) =>
    layer.weights.slice(0, 1).map((weight) => variableOf(weight)),
  );
  return keepingStatistics(model, async () => {
    const sums = kernels.map(() => 0);
    for (const batch of batches) {
      const norms = tidy(() => {
        const { value, grads } = variableGrads(() => trainingLoss(model, batch), kernels);
        dispose(value);
        return stack(kernels.flatMap(({ name }) => (grads[name] ? [norm(grads[name])] : [])));
      });
      try {
        for (const [index, value] of (await norms.data<'float32'>()).entries())
          sums[index] = (sums[index] ?? 0) + value / batches.length;
      } finally {
        norms.dispose();
      }
    }
    return sums;
  });
}
