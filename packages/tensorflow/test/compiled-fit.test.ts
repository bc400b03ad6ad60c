import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { classes, dense, kernel, mlp, plain, expectSame, uniform, type Net } from './compiled-fit.ts';

test.each<[string, () => tf.Optimizer]>([
  ['sgd', () => tf.train.sgd(0.1)],
  ['momentum', () => tf.train.momentum(0.1, 0.9)],
  ['nesterov', () => tf.train.momentum(0.1, 0.9, true)],
  ['adam', () => tf.train.adam(0.01)],
  ['rmsprop', () => tf.train.rmsprop(0.01)],
  ['rmsprop, centered', () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true)],
  ['adagrad', () => tf.train.adagrad(0.1)],
  ['adadelta', () => tf.train.adadelta(0.5)],
  ['adamax', () => tf.train.adamax(0.01, 0.9, 0.999, 1e-7, 0.01)],
])('%s: fit with a rate that changes at every batch is the same compiled', async (_name, optimizer) => {
  let batch = 0;
  const onBatchBegin = (): void => {
    const rate = 0.1 / (1 + (batch++ % 39));
    const model = current as tf.LayersModel;
    const set = Reflect.get(model.optimizer, 'setLearningRate');
    if (set) Reflect.apply(set, model.optimizer, [rate]);
    else Reflect.set(model.optimizer, 'learningRate', rate);
  };
  let current: tf.LayersModel | undefined;
  const build = () => (current = mlp());
  await expectSame({
    ...plain,
    build,
    optimizer,
    fit: { callbacks: { onBatchBegin: async () => onBatchBegin() } },
  });
});

test('validation data, class weights and a partial last batch', async () => {
  const [valX, valY] = [uniform([13, 5], 5), classes(13, 3)];
  const fit = { validationData: [valX, valY] as [tf.Tensor, tf.Tensor], classWeight: { 0: 1, 1: 3, 2: 0.5 } };
  await expectSame({ ...plain, fit: { ...fit, epochs: 12 } });
  tf.dispose([valX, valY]);
  await expectSame({ ...plain, fit: { validationSplit: 0.3, epochs: 12 } });
});

test('several inputs and outputs, a regularizer, a shared layer', async () => {
  const net: Net = {
    build: () => {
      const inputs = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
      const shared = dense(6, 1, { activation: 'tanh', kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) });
      const [a, b] = inputs.map((input) => shared.apply(input) as tf.SymbolicTensor) as [
        tf.SymbolicTensor,
        tf.SymbolicTensor,
      ];
      const joined = tf.layers.concatenate().apply([a, b]) as tf.SymbolicTensor;
      const first = dense(2, 2, { name: 'first' }).apply(joined) as tf.SymbolicTensor;
      const second = dense(3, 3, { name: 'second', activation: 'softmax' }).apply(
        joined,
      ) as tf.SymbolicTensor;
      return tf.model({ inputs, outputs: [first, second] });
    },
    optimizer: () => tf.train.sgd(0.05),
    loss: ['meanSquaredError', 'categoricalCrossentropy'],
    x: () => [uniform([48, 4], 1), uniform([48, 4], 2)],
    y: () => [uniform([48, 2], 3), classes(48, 3)],
  };
  await expectSame(net);
});

test('convolution, pooling, batch norm', async () => {
  await expectSame({
    build: () =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({
            inputShape: [8, 8, 2],
            filters: 4,
            kernelSize: 3,
            kernelInitializer: kernel(1),
          }),
          tf.layers.batchNormalization(),
          tf.layers.activation({ activation: 'relu' }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          dense(3, 2, { activation: 'softmax' }),
        ],
      }),
    x: () => [uniform([44, 8, 8, 2], 1)],
    y: () => [classes(44, 3)],
  });
});

const words = () => tf.tidy(() => tf.cast(tf.floor(tf.mul(tf.abs(uniform([48, 5], 4)), 11)), 'int32'));
const recurrent = (layer: () => tf.layers.Layer): Net => ({
  build: () =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 11, outputDim: 4, inputLength: 5, embeddingsInitializer: kernel(1) }),
        layer(),
        dense(3, 2, { activation: 'softmax' }),
      ],
    }),
  optimizer: () => tf.train.adam(0.01),
  x: () => [words()],
  y: () => [classes(48, 3)],
});
const gates = { units: 3, kernelInitializer: kernel(5), recurrentInitializer: kernel(6) };

test('embeddings with LSTM, GRU and a bidirectional layer', async () => {
  await expectSame(recurrent(() => tf.layers.lstm(gates)));
  await expectSame(recurrent(() => tf.layers.gru(gates)));
  const layer = tf.layers.simpleRNN({ ...gates, returnSequences: false }) as tf.layers.RNN;
  await expectSame(recurrent(() => tf.layers.bidirectional({ layer, mergeMode: 'concat' })));
});

test('a stateful recurrent layer runs op by op, and one warning says so', async () => {
  await expectSame(
    {
      build: () =>
        tf.sequential({
          layers: [
            tf.layers.lstm({ ...gates, stateful: true, batchInputShape: [4, 5, 2] }),
            dense(3, 2, { activation: 'softmax' }),
          ],
        }),
      x: () => [uniform([48, 5, 2], 1)],
      y: () => [classes(48, 3)],
      also: async (model) => model.resetStates(),
    },
    1,
  );
});

test('trainable, the optimizer and its weights may change between fits', async () => {
  await expectSame({
    ...plain,
    optimizer: () => tf.train.adam(0.01),
    also: async (model, x, y) => {
      const again = async (): Promise<void> => {
        await model.fit(x, y, { batchSize: 4, epochs: 2, shuffle: false, verbose: 0 });
      };
      const [first] = model.layers as [tf.layers.Layer];
      first.trainable = false;
      await again();
      first.trainable = true;
      await again();
      const saved = await model.optimizer.getWeights();
      const copies = saved.map(({ name, tensor }) => ({ name, tensor: tensor.clone() }));
      saved[0]?.tensor.dispose();
      await again();
      const { optimizer } = model;
      for (const key of ['accumulatedFirstMoment', 'accumulatedSecondMoment'])
        for (const { variable } of Reflect.get(optimizer, key) as { variable: tf.Variable }[])
          variable.dispose();
      await optimizer.setWeights(copies);
      tf.dispose(copies.map(({ tensor }) => tensor));
      await again();
      const other = tf.train.sgd(0.1);
      model.compile({ optimizer: other, loss: 'meanSquaredError' });
      await again();
      other.dispose();
    },
  });
});

test('fitDataset, evaluateDataset and trainOnBatch', async () => {
  await expectSame({
    ...plain,
    also: async (model) => {
      const [x, y] = [uniform([30, 5], 8), classes(30, 3)];
      const rows = async (tensor: tf.Tensor) => (await tensor.array()) as number[][];
      const data = tf.data
        .zip({ xs: tf.data.array(await rows(x)), ys: tf.data.array(await rows(y)) })
        .batch(8);
      const before = tf.memory().numTensors;
      await model.fitDataset(data as never, { epochs: 4, verbose: 0 });
      const results = await model.evaluateDataset(data as never, {});
      tf.dispose(results);
      for (let index = 0; index < 5; index++) await model.trainOnBatch(x, y);
      tf.dispose(results);
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([x, y]);
    },
  });
});

test('with a seed tfjs draws the same mask at every step, compiled too', async () => {
  await expectSame({
    ...plain,
    build: () =>
      tf.sequential({
        layers: [
          dense(8, 1, { inputShape: [5] }),
          tf.layers.dropout({ rate: 0.4, seed: 7 }),
          dense(3, 2, { activation: 'softmax' }),
        ],
      }),
  });
});
