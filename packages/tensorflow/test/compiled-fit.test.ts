import * as tf from '@tensorflow/tfjs';
import { expect, test, vi } from 'vitest';
import { configureFit } from '../src/index.ts';
import { classes, dense, kernel, mlp, plain, same, uniform, type Net } from './compiled-fit.ts';

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
  await same({
    ...plain,
    build,
    optimizer,
    fit: { callbacks: { onBatchBegin: async () => onBatchBegin() } },
  });
});

test('validation data, class weights and a partial last batch', async () => {
  const [valX, valY] = [uniform([13, 5], 5), classes(13, 3)];
  const fit = { validationData: [valX, valY] as [tf.Tensor, tf.Tensor], classWeight: { 0: 1, 1: 3, 2: 0.5 } };
  await same({ ...plain, fit: { ...fit, epochs: 12 } });
  tf.dispose([valX, valY]);
  await same({ ...plain, fit: { validationSplit: 0.3, epochs: 12 } });
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
  await same(net);
});

test('convolution, pooling, batch norm', async () => {
  await same({
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
  await same(recurrent(() => tf.layers.lstm(gates)));
  await same(recurrent(() => tf.layers.gru(gates)));
  const layer = tf.layers.simpleRNN({ ...gates, returnSequences: false }) as tf.layers.RNN;
  await same(recurrent(() => tf.layers.bidirectional({ layer, mergeMode: 'concat' })));
});

test('a stateful recurrent layer runs op by op, and one warning says so', async () => {
  await same(
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
  await same({
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
  await same({
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

/** Math.random, the same in every run: what layers draw comes of it. */
function seededRandom(): void {
  let state = 1;
  vi.spyOn(Math, 'random').mockImplementation(() => (state = (state * 48271) % 2147483647) / 2147483647);
}

/** Mean and mean square of what a layer makes of ones in training, for some steps. */
async function moments(layer: tf.layers.Layer, steps: number, compile: boolean): Promise<[number, number][]> {
  configureFit({ compile });
  const input = tf.input({ shape: [50, 20] });
  const noisy = layer.apply(input) as tf.SymbolicTensor;
  const out = dense(1, 1).apply(tf.layers.flatten().apply(input)) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: [noisy, out] });
  const mean = (_target: tf.Tensor, x: tf.Tensor) => tf.mean(x);
  const squares = (_target: tf.Tensor, x: tf.Tensor) => tf.mean(tf.square(x));
  const call = vi.spyOn(model.layers.at(-1) as tf.layers.Layer, 'call');
  const optimizer = tf.train.sgd(0);
  model.compile({ optimizer, loss: [mean, mean], metrics: { [layer.name]: squares } as never });
  const [x, y] = [tf.ones([40, 50, 20]), [tf.zeros([40, 50, 20]), tf.zeros([40, 1])]];
  const before = tf.memory().numTensors;
  const results: number[][] = [];
  for (let step = 0; step < steps; step++) results.push((await model.trainOnBatch(x, y)) as number[]);
  expect(tf.memory().numTensors).toBe(before);
  expect(call.mock.calls.length).toBe(compile ? 3 : steps); // two steps op by op, and the recording
  tf.dispose([x, y]);
  optimizer.dispose();
  model.dispose();
  configureFit({ compile: true });
  return results.slice(2).map((row) => [row[1], row[3]] as [number, number]);
}

test.each<[string, () => tf.layers.Layer]>([
  ['dropout', () => tf.layers.dropout({ rate: 0.3 })],
  ['dropout of whole rows', () => tf.layers.dropout({ rate: 0.3, noiseShape: [40, 50, 1] })],
  ['spatialDropout1d', () => tf.layers.spatialDropout1d({ rate: 0.3 })],
  ['gaussianNoise', () => tf.layers.gaussianNoise({ stddev: 0.5 })],
  ['gaussianDropout', () => tf.layers.gaussianDropout({ rate: 0.2 })],
  ['alphaDropout', () => tf.layers.alphaDropout({ rate: 0.2 })],
])('%s draws other numbers at every step, with the same distribution', async (_name, layer) => {
  const warn = vi.spyOn(console, 'warn');
  seededRandom();
  const eager = await moments(layer(), 6, false);
  const compiled = await moments(layer(), 8, true);
  expect(new Set(compiled.map((row) => row.join())).size).toBeGreaterThan(compiled.length - 2);
  for (const index of [0, 1]) {
    const average = (rows: [number, number][]) =>
      rows.reduce((sum, row) => sum + (row[index] as number), 0) / rows.length;
    expect(Math.abs(average(compiled) - average(eager))).toBeLessThan(0.06);
  }
  expect(warn).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test('dropout inside recurrent layers draws at every step too', async () => {
  const warn = vi.spyOn(console, 'warn');
  for (const type of [tf.layers.lstm, tf.layers.gru, tf.layers.simpleRNN] as (typeof tf.layers.lstm)[]) {
    const layer = type({ units: 3, inputShape: [4, 2], dropout: 0.5, recurrentDropout: 0.5 });
    const model = tf.sequential({ layers: [layer, dense(1, 1)] });
    const optimizer = tf.train.sgd(0);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [x, y] = [uniform([8, 4, 2], 1), uniform([8, 1], 2)];
    const call = vi.spyOn(layer, 'call');
    const losses: number[] = [];
    for (let step = 0; step < 8; step++) losses.push((await model.trainOnBatch(x, y)) as number);
    expect(call.mock.calls.length).toBe(3);
    expect(new Set(losses).size).toBe(8);
    tf.dispose([x, y]);
    optimizer.dispose();
    model.dispose();
  }
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test('with a seed tfjs draws the same mask at every step, compiled too', async () => {
  await same({
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
