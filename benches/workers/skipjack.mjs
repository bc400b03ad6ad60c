// @ts-check
// Skipjack as a user runs it: a model of the zoo, the trainer, and the backend of @skipjack/tensorflow.
import '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import { createModel } from '@skipjack/models';
import { constantRate, sgd, train } from '@skipjack/recipes';
import { serve } from './serve.mjs';
import { batchValues } from './tf-layers-resnet.mjs';

serve(async ({ depth, batch, inputShape, classes }) => {
  await tf.setBackend('tensorflow');
  const model = createModel(`resnet${depth}`, { inputShape, classes });
  const { images, labels } = batchValues({ batch, inputShape, classes });
  const data = {
    length: batch,
    batch: () => ({
      images: tf.tensor4d(images, [batch, ...inputShape]),
      labels: tf.tensor1d(labels, 'int32'),
    }),
  };
  const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
  return async () => {
    const { loss } = await train({
      model,
      data,
      steps: 1,
      batch,
      schedule: constantRate({ rate: 0.1 }),
      optimizer,
      seed: 0,
    });
    return loss;
  };
});
