// @ts-check
// The plain tf.layers model on tfjs-node.
import { tf } from './load-tfjs-node.mjs';
import { serve } from './serve.mjs';
import { tfLayersStep } from './tf-layers-resnet.mjs';

serve((settings) => tfLayersStep(tf, tf, settings));
