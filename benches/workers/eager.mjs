// @ts-check
// Skipjack op by op: a model of the zoo, and the loss and optimizer of the recipes.
import { engineVersion } from '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import { countParams } from '@skipjack/models';
import { crossEntropy, sgd } from '@skipjack/recipes';
import { netInputs } from './net-inputs.mjs';
import { firstNumber, inference } from './plain-step.mjs';
import { serve } from './serve.mjs';
import { zooModel } from './zoo-model.mjs';

function trainingStep(model, { rate, momentum, weightDecay }) {
  const optimizer = sgd({ momentum, weightDecay });
  const variables = model.trainableWeights.map((weight) => weight.val);
  const loss = (images, labels) => {
    const outputs = model.apply(images, { training: true });
    const [main, ...auxiliary] = (Array.isArray(outputs) ? outputs : [outputs]).map((logits) =>
      crossEntropy({ logits, labels }),
    );
    return auxiliary.reduce((sum, head) => tf.add(sum, tf.mul(head, 0.3)), main);
  };
  return (images, labels) =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => loss(images, labels), variables);
      optimizer.step({ variables, gradients: grads, rate });
      return value;
    });
}

serve(async (settings) => {
  await tf.setBackend('tensorflow');
  const model = zooModel(settings);
  const { images, labels, sample } = netInputs(tf, settings);
  const run = settings.task === 'training' ? trainingStep(model, settings) : inference(tf, model);
  return { step: firstNumber(() => run(images, labels)), params: countParams(model), sample };
}, engineVersion);
