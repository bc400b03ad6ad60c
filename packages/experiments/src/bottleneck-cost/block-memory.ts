import { crossEntropy } from '@skipjack/recipes';
import type { Batch } from '@skipjack/recipes';
import { dispose, profile, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Bytes of tensors that a forward and backward pass has at its peak above what was there before, run op by op. */
export async function peakBytes(model: LayersModel, { images, labels }: Batch): Promise<number> {
  const { peakBytes: peak } = await profile(() => {
    const loss = (): Scalar =>
      crossEntropy({ logits: model.apply(images, { training: true }) as Tensor2D, labels });
    const { value, grads } = variableGrads(loss);
    dispose([value, ...Object.values(grads)]);
    return [];
  });
  return peak;
}
