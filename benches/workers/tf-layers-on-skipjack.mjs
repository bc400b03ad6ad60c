// @ts-check
// The plain tf.layers model, unchanged, on the backend of @skipjack/tensorflow: what a user gains by one import.
import '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { serve } from './serve.mjs';
import { tfLayersStep } from './tf-layers-resnet.mjs';

serve(async (settings) => {
  await tf.setBackend('tensorflow');
  return tfLayersStep(tf, tfl, settings);
});
