// @ts-check
const tf = require('./load-tfjs-node.cjs').required();

process.stdout.write(`${tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]}\n`);
