// @ts-check
// What both sides do, word for word. Each task makes its inputs and answers the step to be timed.
import { batchValues } from './tf-layers-resnet.mjs';

/** Two eager ops on [2, 2] and the disposal of their results, `repeat` times. */
function smallOps(tf, { repeat }) {
  const a = tf.tensor2d([1, -2, 3, -4], [2, 2]);
  const b = tf.tensor2d([4, 3, 2, 1], [2, 2]);
  return async () => {
    for (let i = 0; i < repeat; i++) {
      const sum = tf.add(a, b);
      const positive = tf.relu(sum);
      sum.dispose();
      positive.dispose();
    }
    return Number.NaN;
  };
}

/**
 * A tensor of 4 MB made from a Float32Array and read back. Both backends keep a new tensor's values in JavaScript until an op
 * wants them, and would read those: taking one element out of it makes the native tensor, which is then what is read.
 */
function tensorRoundTrip(tf, { side }) {
  const values = Float32Array.from({ length: side * side }, (_, index) => index % 1000);
  return async () => {
    const tensor = tf.tensor2d(values, [side, side]);
    const element = tf.slice(tensor, [0, 0], [1, 1]);
    const read = tensor.dataSync();
    if (read === values || read.at(-1) !== values.at(-1)) throw new Error('The native tensor was not read.');
    tensor.dispose();
    element.dispose();
    return Number.NaN;
  };
}

/** trainOnBatch of a convolutional net such as the tutorials have. */
function cnnStep(tf, tfl, { batch, inputShape, classes }) {
  const { layers } = tfl;
  const convBnReluPool = (filters, first = {}) => [
    layers.conv2d({ ...first, filters, kernelSize: 3, padding: 'same', kernelInitializer: 'heNormal' }),
    layers.batchNormalization(),
    layers.reLU(),
    layers.maxPooling2d({ poolSize: 2 }),
  ];
  const model = tfl.sequential({
    layers: [
      ...convBnReluPool(32, { inputShape }),
      ...convBnReluPool(64),
      ...convBnReluPool(128),
      layers.flatten(),
      layers.dense({ units: 128, activation: 'relu' }),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const { images, labels } = batchValues({ batch, inputShape, classes });
  const x = tf.tensor4d(images, [batch, ...inputShape]);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
  return async () => {
    const loss = await model.trainOnBatch(x, y);
    return Array.isArray(loss) ? loss[0] : loss;
  };
}

const TASKS = { 'small-op': smallOps, 'tensor-4mb': tensorRoundTrip };

/** Makes the step of `settings.task`, on the backend that the caller's import chose. */
export async function prepareTask(tf, tfl, settings) {
  await tf.setBackend('tensorflow');
  return settings.task === 'cnn-step' ? cnnStep(tf, tfl, settings) : TASKS[settings.task](tf, settings);
}
