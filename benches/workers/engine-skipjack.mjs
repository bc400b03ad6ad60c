// @ts-check
import { engineVersion } from '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { prepareTask } from './engine-tasks.mjs';
import { serve } from './serve.mjs';

serve((settings) => prepareTask(tf, tfl, settings), engineVersion);
