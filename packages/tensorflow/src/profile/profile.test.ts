import * as tf from '@tensorflow/tfjs-core';
import {
  layers,
  model as layersModel,
  sequential,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { chromeTrace, compile, type StepProfile } from '../index.ts';

const images = (): tf.Tensor4D => tf.randomUniform([4, 8, 8, 3], -1, 1, 'float32', 1);

/** Two convolutions, the second in a model of its own, and a classifier. */
function smallNet(): LayersModel {
  const input = layers.input({ shape: [8, 8, 3], name: 'images' });
  const inner = sequential({
    name: 'inner',
    layers: [
      layers.conv2d({ name: 'deep_conv', filters: 4, kernelSize: 3, inputShape: [6, 6, 4] }),
      layers.reLU({ name: 'deep_relu' }),
    ],
  });
  const first = layers.conv2d({ name: 'first', filters: 4, kernelSize: 3 }).apply(input);
  const flat = layers.flatten({ name: 'flat' }).apply(inner.apply(first));
  const logits = layers.dense({ name: 'classifier', units: 5 }).apply(flat) as SymbolicTensor;
  return layersModel({ name: 'net', inputs: input, outputs: logits });
}

const found = ({ events }: StepProfile, op: RegExp) =>
  events
    .filter((event) => event.step === 0 && op.test(event.op))
    .map(({ layer, phase }) => `${layer} ${phase}`);

test("a training step's ops are under their layers and in their phases", async () => {
  const net = smallNet();
  const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const velocities = variables.map((variable) => tf.variable(tf.zerosLike(variable), false));
  const step = (x: tf.Tensor4D): tf.Scalar => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(net.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar,
      variables,
    );
    for (const [index, variable] of variables.entries()) {
      const velocity = velocities[index] as tf.Variable;
      velocity.assign(tf.add(tf.mul(velocity, 0.9), grads[variable.name] as tf.Tensor));
      variable.assign(tf.sub(variable, tf.mul(velocity, 0.1)));
    }
    return value;
  };
  const x = images();
  const plain = compile(step);
  const profiled = compile(step, { profile: true });
  const start = variables.map((variable) => tf.keep(variable.clone()));
  const before = tf.memory().numTensors;

  const losses = async (compiled: typeof plain): Promise<number[]> => {
    for (const [index, variable] of variables.entries()) variable.assign(start[index] as tf.Tensor);
    for (const velocity of velocities) tf.tidy(() => velocity.assign(tf.zerosLike(velocity)));
    const all: number[] = [];
    for (const run of [compiled.sync, compiled, compiled.sync]) {
      const loss = await run(x);
      all.push(loss.dataSync()[0] as number);
      loss.dispose();
    }
    return all;
  };
  const [expected, given] = [await losses(plain), await losses(profiled)];
  expect(given).toEqual(expected);
  expect(given[2]).toBeLessThan(given[0] as number);

  const profile = profiled.profile();
  expect(profile.steps).toBe(2);
  expect(found(profile, /Conv2D$/)).toEqual(['first forward', 'inner/deep_conv forward']);
  expect(found(profile, /Conv2DBackpropFilter/).sort()).toEqual([
    'first backward',
    'inner/deep_conv backward',
  ]);
  expect(found(profile, /Conv2DBackpropInput/)).toEqual(['inner/deep_conv backward']);
  expect(found(profile, /^Sub$/).sort()).toEqual(
    ['classifier', 'classifier', 'first', 'first', 'inner/deep_conv', 'inner/deep_conv'].map(
      (layer) => `${layer} update`,
    ),
  );
  expect(profile.byOp.map(({ op }) => op).filter((op) => !/^\w+$/.test(op))).toEqual([]);
  expect(found(profile, /^Mean$/)).toEqual([' forward']);

  const sum = (rows: readonly { readonly milliseconds: number }[]): number =>
    rows.reduce((time, { milliseconds }) => time + milliseconds, 0);
  const total = sum(profile.events) / profile.steps;
  expect(total).toBeGreaterThan(0);
  for (const rows of [profile.byOp, profile.byLayer]) {
    expect(sum(rows)).toBeCloseTo(total, 6);
    expect(rows.reduce((all, { share }) => all + share, 0)).toBeCloseTo(1, 6);
  }
  for (const { forward, backward, update, milliseconds } of profile.byLayer)
    expect(forward + backward + update).toBeCloseTo(milliseconds, 6);
  const bars = (JSON.parse(chromeTrace(profile)) as { traceEvents: { ph: string; dur: number }[] })
    .traceEvents;
  const drawn = bars.filter(({ ph }) => ph === 'X').reduce((time, { dur }) => time + dur, 0);
  expect(drawn / 1000).toBeCloseTo(total * profile.steps, 6);

  profiled.dispose();
  plain.dispose();
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([x, ...start, ...velocities, ...variables]);
});

test('casts of a bfloat16 recording are in no layer that there is not', () => {
  const w = tf.variable(tf.randomUniform([64, 64], -1, 1, 'float32', 1));
  const product = compile((x: tf.Tensor2D) => tf.matMul(x, w as tf.Tensor2D), {
    ...{ precision: 'bfloat16', profile: true },
  });
  const x: tf.Tensor2D = tf.randomUniform([64, 64], -1, 1, 'float32', 2);
  product.sync(x).dispose();
  const { byOp, byLayer } = product.profile();
  expect(byOp.map(({ op }) => op)).toContain('Cast');
  expect(byLayer.map(({ layer }) => layer)).toEqual(['']);
  product.dispose();
  tf.dispose([x, w]);
});

test('functions that XLA compiled for the update have one name', () => {
  const made = [2 ** 18, 2 ** 18 + 1].map((size) => ({
    weights: tf.variable(tf.ones([size])),
    velocity: tf.variable(tf.zeros([size]), false),
  }));
  const step = compile(
    () => {
      for (const { weights, velocity } of made) {
        velocity.assign(tf.add(tf.mul(velocity, 0.9), tf.mul(weights, 0.01)));
        weights.assign(tf.sub(weights, tf.mul(velocity, 0.1)));
      }
    },
    { profile: true },
  );
  for (let call = 0; call < 2; call++) step.sync();
  const { byOp, events } = step.profile();
  expect(events.filter(({ op }) => op === 'FusedUpdate')).toHaveLength(2);
  expect(byOp.map(({ op }) => op).filter((op) => op.startsWith('FusedUpdate'))).toEqual(['FusedUpdate']);
  step.dispose();
  tf.dispose(made.flatMap(({ weights, velocity }) => [weights, velocity]));
});

test('the first call counts while there is no other', () => {
  const twice = compile((x: tf.Tensor) => tf.mul(x, 2), { profile: true });
  const x = tf.tensor1d([1, 2]);
  expect(twice.profile()).toMatchObject({ steps: 0, byOp: [], events: [] });
  twice.sync(x).dispose();
  expect(twice.profile().steps).toBe(1);
  twice.sync(x).dispose();
  const profile = twice.profile();
  expect(profile.steps).toBe(1);
  expect(profile.events.some(({ op }) => op === 'Mul')).toBe(true);
  for (let call = 0; call < 40; call++) twice.sync(x).dispose();
  expect(twice.profile().steps).toBe(32);
  twice.dispose();
  x.dispose();
});

test('a result that is an argument, or two results of one value', () => {
  const same = compile((x: tf.Tensor) => ({ x, y: [tf.neg(x), x.clone()] }), { profile: true });
  const x = tf.tensor1d([1, 2]);
  const result = same.sync(x);
  expect([result.x, ...result.y].map((one) => [...one.dataSync()])).toEqual([
    [1, 2],
    [-1, -2],
    [1, 2],
  ]);
  same.dispose();
  tf.dispose([x, result]);
});

test("TensorFlow's reason, as without a profile", () => {
  const take = compile((x: tf.Tensor, at: tf.Tensor1D) => tf.gather(x, at), { profile: true });
  const x = tf.tensor1d([1, 2]);
  const at = tf.tensor1d([5], 'int32');
  expect(() => take.sync(x, at)).toThrow(/indices\[0\] = 5 is not in \[0, 2\)/);
  take.dispose();
  tf.dispose([x, at]);
});

test('profile() of a function that is not profiled says how it would be', () => {
  const plain = compile((x: tf.Tensor) => tf.neg(x));
  expect(() => plain.profile()).toThrow(
    'profile() was called on a function that is not profiled; compile it with { profile: true }.',
  );
  plain.dispose();
});

test("recording leaves tfjs's layers and gradients as they were", () => {
  const { apply } = layers.Layer.prototype;
  const failing = compile(() => {
    throw new Error('in the middle');
  });
  expect(() => failing.sync()).toThrow('in the middle');
  expect(layers.Layer.prototype.apply).toBe(apply);
  expect(Object.hasOwn(tf.engine(), 'addTapeNode')).toBe(false);
  failing.dispose();
});
