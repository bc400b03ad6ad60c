// @ts-check
import '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';

process.stdout.write(`${tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]}\n`);
