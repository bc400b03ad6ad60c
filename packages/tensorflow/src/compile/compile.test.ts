import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile } from '../index.ts';

test('a function of tensors answers what it answers without compile', async () => {
  const fn = (a: tf.Tensor, b: tf.Tensor) => ({
    sum: tf.add(a, b),
    all: [tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D), 3] as const,
  });
  const compiled = compile(fn);
  const a = tf.randomUniform([4, 4], -1, 1, 'float32', 1);
  const b = tf.randomUniform([4, 4], -1, 1, 'float32', 2);
  const before = tf.memory().numTensors;
  const eager = fn(a, b);
  const graph = compiled.sync(a, b);
  const later = await compiled(a, b);
  for (const result of [graph, later]) {
    expect(result.sum.dataSync()).toEqual(eager.sum.dataSync());
    expect(result.all[0].dataSync()).toEqual(eager.all[0].dataSync());
    expect(result.all[1]).toBe(3);
  }
  for (const { sum, all } of [eager, graph, later]) tf.dispose([sum, all[0]]);
  expect(tf.memory().numTensors).toBe(before);
  compiled.dispose();
});

test('an optimizer of tfjs trains as without compile', () => {
  const start = tf.randomUniform([3, 2], -1, 1, 'float32', 1);
  const x = tf.randomUniform([8, 3], -1, 1, 'float32', 2);
  const y = tf.randomUniform([8, 2], -1, 1, 'float32', 3);
  const train = (useCompile: boolean) => {
    const w = tf.variable(start);
    const optimizer = tf.train.momentum(0.1, 0.9);
    const step = (a: tf.Tensor, b: tf.Tensor) =>
      optimizer.minimize(
        () => tf.losses.meanSquaredError(b, tf.matMul(a as tf.Tensor2D, w as tf.Tensor2D)) as tf.Scalar,
        true,
        [w],
      ) as tf.Scalar;
    const compiled = compile(step);
    const losses: number[] = [];
    for (let index = 0; index < 5; index++) {
      const loss = (useCompile ? compiled.sync : step)(x, y);
      losses.push(loss.dataSync()[0] as number);
      loss.dispose();
    }
    const result = [losses, [...w.dataSync()], optimizer.iterations];
    w.dispose();
    optimizer.dispose();
    compiled.dispose();
    return result;
  };
  expect(train(true)).toEqual(train(false));
});
