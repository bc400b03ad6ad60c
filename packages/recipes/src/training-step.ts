import { add, dispose, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Variable } from '@tensorflow/tfjs-core';
import { expectBatch, logitsOf } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { checkedCrossEntropy } from './cross-entropy.ts';
import type { Optimizer } from './optimizer.ts';
import type { Batch, SampleSource } from './sample-source.ts';

interface StepOptions {
  readonly classifier: Classifier;
  readonly variables: readonly Variable[];
  readonly data: SampleSource;
  readonly indices: ArrayLike<number>;
  readonly optimizer: Optimizer;
  readonly rate: number;
}

/** Cross entropy plus what the model's own regularizers ask for. */
function totalLoss({ model }: Classifier, { images, labels }: Batch): Scalar {
  const loss = checkedCrossEntropy(logitsOf(model, images, true), labels);
  return model.calculateLosses().reduce((sum: Scalar, penalty) => add(sum, penalty), loss);
}

/** Trains on one batch and returns its loss. Leaves the weights as they are if that is not finite. */
export async function trainingStep(options: StepOptions): Promise<number> {
  const { classifier, variables, data, indices, optimizer, rate } = options;
  const batch = data.batch(indices);
  try {
    await expectBatch(classifier, batch, indices.length);
    const { value, grads } = variableGrads(() => totalLoss(classifier, batch), [...variables]);
    try {
      const [loss = Number.NaN] = await value.data();
      if (Number.isFinite(loss)) optimizer.step({ variables, gradients: grads, rate });
      return loss;
    } finally {
      dispose([value, grads]);
    }
  } finally {
    dispose([batch.images, batch.labels]);
  }
}
