// @ts-check
/**
 * The CIFAR ResNet of depth 6n+2 as a user of plain tf.layers writes it: conv2d, batchNormalization, reLU, add.
 *
 * @param {typeof import('@tensorflow/tfjs-layers')} tfl
 * @param {{ depth: number, inputShape: [number, number, number], classes: number }} options
 */
export function tfLayersResNet(tfl, { depth, inputShape, classes }) {
  const { layers } = tfl;
  const convBn = (x, filters, strides, activate) => {
    const conv = layers.conv2d({
      filters,
      kernelSize: 3,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: 'heNormal',
    });
    const y = layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }).apply(conv.apply(x));
    return activate ? layers.reLU().apply(y) : y;
  };
  const image = tfl.input({ shape: inputShape });
  let x = convBn(image, 16, 1, true);
  for (const [stage, filters] of [16, 32, 64].entries())
    for (let block = 0; block < (depth - 2) / 6; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const f = convBn(convBn(x, filters, stride, true), filters, 1, false);
      // Option A: every second pixel, new channels zero. channelsFirst pads the last axis of an NHWC tensor.
      const shortcut =
        stride === 1
          ? x
          : layers
              .zeroPadding2d({
                padding: [
                  [0, 0],
                  [0, filters / 2],
                ],
                dataFormat: 'channelsFirst',
              })
              .apply(layers.averagePooling2d({ poolSize: 1, strides: 2 }).apply(x));
      x = layers.reLU().apply(layers.add().apply([f, shortcut]));
    }
  const pooled = layers.globalAveragePooling2d({}).apply(x);
  return tfl.model({
    inputs: image,
    outputs: layers.dense({ units: classes, activation: 'softmax' }).apply(pooled),
  });
}

/** Images and one-hot labels that are the same for everybody. */
export function batchValues({ batch, inputShape, classes }) {
  let state = 1;
  const next = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0), state / 2 ** 32);
  const images = Float32Array.from(
    { length: batch * inputShape[0] * inputShape[1] * inputShape[2] },
    () => next() * 2 - 1,
  );
  const labels = Int32Array.from({ length: batch }, () => Math.floor(next() * classes));
  return { images, labels };
}

/** trainOnBatch of plain tf.layers, as `model.fit` runs it. */
export function tfLayersStep(tf, tfl, { depth, batch, inputShape, classes }) {
  const model = tfLayersResNet(tfl, { depth, inputShape, classes });
  model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: 'categoricalCrossentropy' });
  const { images, labels } = batchValues({ batch, inputShape, classes });
  const x = tf.tensor4d(images, [batch, ...inputShape]);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
  return async () => {
    const loss = await model.trainOnBatch(x, y);
    return Array.isArray(loss) ? loss[0] : loss;
  };
}
