import * as tf from '@tensorflow/tfjs';
import { expect, test, vi } from 'vitest';
import { configureFit } from '../src/index.ts';
import { dense, uniform } from './compiled-fit.ts';

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
  expect(call.mock.calls.length).toBe(compile ? 1 : steps);
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
    expect(call.mock.calls.length).toBe(1);
    expect(new Set(losses).size).toBe(8);
    tf.dispose([x, y]);
    optimizer.dispose();
    model.dispose();
  }
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
