import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile } from '../index.ts';

/** So many that the update of a variable pays to be fused. */
const ROWS = 2 ** 10;
const COLUMNS = 2 ** 8;

const OPTIMIZERS: readonly (readonly [string, () => tf.Optimizer])[] = [
  ['sgd', () => tf.train.sgd(0.1)],
  ['momentum', () => tf.train.momentum(0.1, 0.9)],
  ['nesterov', () => tf.train.momentum(0.1, 0.9, true)],
  ['adam', () => tf.train.adam(0.01)],
  ['rmsprop', () => tf.train.rmsprop(0.01, 0.9, 0.9)],
  ['adagrad', () => tf.train.adagrad(0.1)],
];

interface Outcome {
  readonly losses: number[];
  readonly weights: readonly Float32Array[];
  /** How often the compiled step multiplies and adds outside of the pass. */
  readonly products: number;
}

/** Trains a linear map with weight decay, clipping by norm and a moving average of its weights. */
function run(make: () => tf.Optimizer, compiles: boolean): Outcome {
  const optimizer = make();
  const weight = tf.variable(
    tf.randomUniform([ROWS, COLUMNS], -0.05, 0.05, 'float32', 1),
  ) as tf.Variable<tf.Rank.R2>;
  const average = tf.variable(weight, false);
  const x = tf.randomUniform([8, ROWS], -1, 1, 'float32', 2) as tf.Tensor2D;
  const y = tf.randomUniform([8, COLUMNS], -1, 1, 'float32', 3);
  const step = (a: tf.Tensor2D, b: tf.Tensor): tf.Scalar =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(tf.sub(tf.matMul(a, weight), b))) as tf.Scalar,
        [weight],
      );
      const decayed = tf.add(grads[weight.name] as tf.Tensor, tf.mul(weight, 1e-3));
      const norm = tf.sqrt(tf.sum(tf.square(decayed)));
      optimizer.applyGradients([{ name: weight.name, tensor: tf.div(decayed, tf.maximum(norm, 1)) }]);
      average.assign(tf.add(tf.mul(average, 0.9), tf.mul(weight, 0.1)) as tf.Tensor2D);
      return value;
    });
  const compiled = compile(step, { profile: true });
  const losses = Array.from({ length: 6 }, () => {
    const loss = compiles ? compiled.sync(x, y) : step(x, y);
    const [value = Number.NaN] = loss.dataSync();
    loss.dispose();
    return value;
  });
  const products = compiles
    ? compiled
        .profile()
        .byOp.filter(({ op }) => ['Mul', 'Add', 'AddV2'].includes(op))
        .reduce((sum, { count }) => sum + count, 0)
    : Infinity;
  const weights = [weight, average].map((variable) => variable.dataSync() as Float32Array);
  compiled.dispose();
  optimizer.dispose();
  tf.dispose([weight, average, x, y]);
  return { losses, weights, products };
}

test.each(OPTIMIZERS)(
  '%s on a large variable: one pass over memory, and the numbers of eager steps',
  (name, make) => {
    const [eager, compiled] = [run(make, false), run(make, true)];
    // One instruction for a product and a sum would round once where two ops round twice.
    if (['sgd', 'momentum', 'nesterov'].includes(name)) expect(compiled.weights).toEqual(eager.weights);
    // XLA's roots are others in the last bit.
    for (const [index, loss] of eager.losses.entries()) expect(compiled.losses[index]).toBeCloseTo(loss, 5);
    for (const [index, values] of eager.weights.entries()) {
      const other = compiled.weights[index] as Float32Array;
      const most = values.reduce(
        (sum, value, place) => Math.max(sum, Math.abs(value - (other[place] ?? 0))),
        0,
      );
      expect(most).toBeLessThan(2e-6);
    }
    // The optimizer's products and the average's are in the pass; of the loss and the norm some are left.
    expect(compiled.products).toBeLessThan(6);
  },
);
