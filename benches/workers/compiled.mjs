// @ts-check
// Skipjack compiled: the plain step of plain-step.mjs on a model of the zoo, recorded once.
// It takes part as soon as @skipjack/tensorflow exports `compile` (contestants.mjs, `needs`).
import * as engine from '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import { countParams } from '@skipjack/models';
import { netInputs } from './net-inputs.mjs';
import { firstNumber, inference, trainingStep } from './plain-step.mjs';
import { serve } from './serve.mjs';
import { zooModel } from './zoo-model.mjs';

serve(async (settings) => {
  await tf.setBackend('tensorflow');
  const { task, precision } = settings;
  const model = zooModel(settings);
  const { images, labels, sample } = netInputs(tf, settings);
  const plain = task === 'training' ? trainingStep(tf, model, settings) : inference(tf, model);
  const compiled = engine.compile(plain, { precision });
  const run = task === 'training' ? () => compiled(images, labels) : () => compiled(images);
  return { step: firstNumber(run), params: countParams(model), sample };
}, engine.engineVersion);
