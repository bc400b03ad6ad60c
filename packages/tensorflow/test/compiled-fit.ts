import * as tf from '@tensorflow/tfjs';
import { expect, vi } from 'vitest';
import { configureFit } from '../src/index.ts';

export const uniform = (shape: number[], seed: number): tf.Tensor =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);
export const kernel = (seed: number): ReturnType<typeof tf.initializers.glorotUniform> =>
  tf.initializers.glorotUniform({ seed });
export const classes = (count: number, of: number): tf.Tensor =>
  tf.tidy(() =>
    tf.cast(
      tf.oneHot(
        tf.tensor1d(
          Int32Array.from({ length: count }, (_one, index) => (index * 7) % of),
          'int32',
        ),
        of,
      ),
      'float32',
    ),
  );

interface Trained {
  readonly history: Record<string, number[]>;
  readonly weights: number[][];
  readonly outputs: number[][];
  readonly evaluation: number[];
  readonly iterations: number;
  /** Tensors that are left when all is disposed. */
  readonly left: number;
  /** How often tfjs asked the last layer to compute. */
  readonly calls: number;
}

export interface Net {
  readonly build: () => tf.LayersModel;
  readonly optimizer?: () => tf.Optimizer;
  readonly loss?: string | string[];
  readonly metrics?: string[];
  readonly x: () => tf.Tensor[];
  readonly y: () => tf.Tensor[];
  readonly fit?: tf.ModelFitArgs;
  readonly also?: (model: tf.LayersModel, x: tf.Tensor[], y: tf.Tensor[]) => Promise<void>;
}

/** What fit, evaluate and predict answer; tensors are disposed, and counted. */
async function trained(net: Net, compile: boolean): Promise<Trained> {
  configureFit({ compile });
  const before = tf.memory().numTensors;
  const model = net.build();
  const optimizer = net.optimizer?.() ?? tf.train.momentum(0.1, 0.9);
  const call = vi.spyOn(model.layers.at(-1) as tf.layers.Layer, 'call');
  model.compile({
    optimizer,
    loss: net.loss ?? 'categoricalCrossentropy',
    metrics: net.metrics ?? ['accuracy'],
  });
  const [x, y] = [net.x(), net.y()];
  const history = await model.fit(x, y, { batchSize: 4, epochs: 3, shuffle: false, verbose: 0, ...net.fit });
  await net.also?.(model, x, y);
  const evaluation = tf.tidy(() =>
    [model.evaluate(x, y, { batchSize: 4 })].flat().map((one) => one.dataSync()[0] as number),
  );
  const outputs = tf.tidy(() =>
    [model.predict(x, { batchSize: 4 })].flat().map((one) => [...one.dataSync()]),
  );
  const weights = model.getWeights().map((one) => [...one.dataSync()]);
  const { iterations } = optimizer;
  const calls = call.mock.calls.length;
  tf.dispose([x, y]);
  optimizer.dispose();
  Reflect.get(optimizer, 'c')?.dispose();
  model.dispose();
  const left = tf.memory().numTensors - before; // a regularizer and the state of a recurrent layer leave some, of tfjs's
  return {
    left,
    history: history.history as Record<string, number[]>,
    weights,
    outputs,
    evaluation,
    iterations,
    calls,
  };
}

const flat = ({ history, weights, outputs, evaluation }: Trained) => [
  ...Object.values(history).flat(),
  ...weights.flat(),
  ...outputs.flat(),
  ...evaluation,
];

/** Trains compiled and op by op, and compares. */
export async function expectSame(net: Net, warnings = 0): Promise<void> {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const eager = await trained(net, false);
  const told = () => warn.mock.calls.filter(([text]) => String(text).includes('op by op')).length;
  expect(told()).toBe(0);
  const compiled = await trained(net, true);
  expect(told()).toBe(warnings);
  expect(compiled.left).toBe(eager.left);
  expect(Object.keys(compiled.history)).toEqual(Object.keys(eager.history));
  if (warnings === 0) expect(compiled.calls).toBeLessThan(eager.calls / 2);
  else expect(compiled.calls).toBeGreaterThanOrEqual(eager.calls);
  expect(compiled.iterations).toBe(eager.iterations);
  const [left, right] = [flat(compiled), flat(eager)];
  expect(left).toHaveLength(right.length);
  const worst = Math.max(...left.map((value, index) => Math.abs(value - (right[index] as number))));
  expect(worst).toBeLessThan(1e-5);
  warn.mockRestore();
  configureFit({ compile: true });
}

export const dense = (
  units: number,
  seed: number,
  options: Partial<Parameters<typeof tf.layers.dense>[0]> = {},
): tf.layers.Layer => tf.layers.dense({ units, kernelInitializer: kernel(seed), ...options });
export const mlp = (): tf.Sequential =>
  tf.sequential({
    layers: [dense(8, 1, { inputShape: [5], activation: 'relu' }), dense(3, 2, { activation: 'softmax' })],
  });
export const plain: Net = {
  build: mlp,
  x: () => [uniform([50, 5], 3)],
  y: () => [classes(50, 3)],
};
