// @ts-check
require('@skipjack/tensorflow');
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-layers');

process.stdout.write(`${tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]}\n`);
