// @ts-check
// The same net on tfjs-node, as its users have it: plain tf.layers, built from the topology that topology.mjs has written.
import { readFileSync } from 'node:fs';
import { tf } from './load-tfjs-node.mjs';
import { netInputs } from './net-inputs.mjs';
import { firstNumber, inference, trainableParams, trainingStep } from './plain-step.mjs';
import { serve } from './serve.mjs';

serve(
  async (settings) => {
    const topology = JSON.parse(readFileSync(settings.artifact.file, 'utf8'));
    const model = await tf.models.modelFromJSON(topology);
    const { images, labels, sample } = netInputs(tf, settings);
    const run = settings.task === 'training' ? trainingStep(tf, model, settings) : inference(tf, model);
    return { step: firstNumber(() => run(images, labels)), params: trainableParams(model), sample };
  },
  () => tf.backend().binding.TF_Version,
);
