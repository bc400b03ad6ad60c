// @ts-check
import { prepareTask } from './engine-tasks.mjs';
import { tf } from './load-tfjs-node.mjs';
import { serve } from './serve.mjs';

serve(
  (settings) => prepareTask(tf, tf, settings),
  () => tf.backend().binding.TF_Version,
);
