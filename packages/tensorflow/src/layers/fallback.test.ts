import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential, type LayersModel, type Sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { configureFit } from '../index.ts';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  configureFit({ compile: true });
});

const told = (): string[] => warn.mock.calls.map(([text]) => String(text));

/** A layer that multiplies by what JavaScript says. */
class Times extends layers.Layer {
  static readonly className: string = 'TimesOfTest';
  factor = 2;
  calls = 0;
  readonly by: (layer: Times) => number | tf.Tensor;
  constructor(by: (layer: Times) => number | tf.Tensor) {
    super({});
    this.by = by;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
    return tf.tidy(() => tf.mul(x, this.by(this)));
  }
}

function net(...inner: layers.Layer[]): Sequential {
  const first = layers.dense({
    units: 3,
    inputShape: [2],
    kernelInitializer: initializers.glorotUniform({ seed: 1 }),
  });
  const last = layers.dense({ units: 1, kernelInitializer: initializers.glorotUniform({ seed: 2 }) });
  const model = sequential({ layers: [first, ...inner, last] });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  return model;
}

/** Losses of some steps. */
async function losses(
  model: LayersModel,
  steps = 6,
  before: (step: number) => void = () => undefined,
): Promise<number[]> {
  const [x, y] = [tf.ones([4, 2]), tf.ones([4, 1])];
  const found: number[] = [];
  for (let step = 0; step < steps; step++) {
    before(step);
    found.push((await model.trainOnBatch(x, y)) as number);
  }
  tf.dispose([x, y]);
  return found;
}

/** The same steps op by op. */
async function eagerly<T>(fn: () => Promise<T>): Promise<T> {
  configureFit({ compile: false });
  const result = await fn();
  configureFit({ compile: true });
  return result;
}

test('a layer that draws in JavaScript runs op by op, and one warning says why and the way out', async () => {
  const model = net(new Times(() => tf.randomUniform([1])));
  const found = await losses(model);
  tf.dispose(model.predict(tf.ones([4, 2])));
  expect(new Set(found).size).toBe(6);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(
    /^fit\(\) of the model sequential_\d+_model runs op by op.* because compile\(\) cannot record a random number.*configureFit\(\{ compile: false, model \}\)/,
  );
});

test('a layer that counts in JavaScript runs op by op', async () => {
  const build = () => net(new Times((layer) => 1 / ++layer.calls));
  const found = await losses(build());
  expect(told()).toEqual([
    expect.stringMatching(
      /because each step changes calls of the layer times_of_test_TimesOfTest\d+ in JavaScript/,
    ),
  ]);
  expect(found).toEqual(await eagerly(() => losses(build())));
});

test('a property of a layer may change between steps; where it always does, the model runs op by op', async () => {
  const steps = async (often: boolean) => {
    const layer = new Times(({ factor }) => factor);
    return losses(net(layer), 40, (step) => {
      layer.factor = 1 + (often ? step : Math.floor(step / 8)) / 20;
    });
  };
  for (const often of [false, true]) {
    const found = await steps(often);
    const eager = await eagerly(() => steps(often));
    for (const [index, loss] of found.entries()) expect(loss).toBeCloseTo(eager[index] as number, 5);
    expect(told()).toHaveLength(often ? 1 : 0);
  }
  expect(told()[0]).toMatch(/because factor of the layer times_of_test_TimesOfTest\d+ was changed 16 times/);
});

test('an activation that a callback replaces takes part in the steps that follow', async () => {
  const half = { apply: (x: tf.Tensor) => tf.mul(x, 0.5), getClassName: () => 'half' };
  const recurrent = (make: typeof layers.lstm | typeof layers.gru) => () => {
    const layer = make({ units: 3, kernelInitializer: 'ones', recurrentInitializer: 'ones' } as never);
    const model = net(layers.repeatVector({ n: 2 }), layer);
    return { model, owner: Reflect.get(layer, 'cell') as object, key: 'recurrentActivation' };
  };
  const dense = () => {
    const model = net();
    return { model, owner: model.layers[0] as object, key: 'activation' };
  };
  for (const build of [dense, recurrent(layers.lstm), recurrent(layers.gru)]) {
    const fitted = async (): Promise<number[]> => {
      const { model, owner, key } = build();
      const [x, y] = [tf.ones([4, 2]), tf.ones([4, 1])];
      const onEpochEnd = (epoch: number): void => {
        if (epoch === 2) Reflect.set(owner, key, half);
      };
      const { history } = await model.fit(x, y, { epochs: 6, verbose: 0, callbacks: { onEpochEnd } });
      tf.dispose([x, y]);
      model.dispose();
      return history['loss'] as number[];
    };
    const found = await fitted();
    expect(found.every(Number.isFinite)).toBe(true);
    const eager = await eagerly(fitted);
    for (const [index, loss] of found.entries()) expect(loss).toBeCloseTo(eager[index] as number, 5);
  }
  expect(told()).toEqual([]);
});

test('an optimizer that computes with its count of steps runs op by op', async () => {
  class Decaying extends tf.SGDOptimizer {
    override applyGradients(gradients: { name: string; tensor: tf.Tensor }[]): void {
      this.setLearningRate(0.1 / (1 + this.iterations));
      super.applyGradients(gradients);
    }
  }
  const steps = async () => {
    const model = net();
    model.compile({ optimizer: new Decaying(0.1), loss: 'meanSquaredError' });
    return losses(model);
  };
  const found = await steps();
  expect(told()).toEqual([
    expect.stringContaining('computes with the number of steps that JavaScript counts'),
  ]);
  expect(found).toEqual(await eagerly(steps));
});

test('an optimizer of another kind is recorded for each rate', async () => {
  class Own extends tf.Optimizer {
    learningRate = 0.1;
    override applyGradients(gradients: { name: string; tensor: tf.Tensor }[]): void {
      for (const { name, tensor } of gradients) {
        const variable = tf.engine().registeredVariables[name] as tf.Variable;
        tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(tensor, this.learningRate))));
      }
      this.incrementIterations();
    }
    override getConfig(): tf.serialization.ConfigDict {
      return {};
    }
    override getClassName(): string {
      return 'Own';
    }
  }
  const steps = async () => {
    const model = net();
    const optimizer = new Own();
    model.compile({ optimizer, loss: 'meanSquaredError' });
    return losses(model, 12, (step) => {
      optimizer.learningRate = step < 8 ? 0.1 : 0.02;
    });
  };
  const found = await steps();
  const eager = await eagerly(steps);
  expect(told()).toEqual([]);
  for (const [index, loss] of found.entries()) expect(loss).toBeCloseTo(eager[index] as number, 6);
});

test('a call hook is called at every step', async () => {
  const layer = layers.activation({ activation: 'relu' });
  const model = net(layer);
  await losses(model);
  let calls = 0;
  layer.setCallHook(() => void calls++);
  await losses(model);
  expect(calls).toBe(6);
  expect(told()).toEqual([expect.stringContaining('has a call hook')]);
});

test('the gradient of a prediction is there after predictions that ran as a graph', () => {
  const model = net();
  const x = tf.ones([4, 2]);
  const slope = (): number[] =>
    tf.tidy(() => [
      ...tf
        .grad((z) => model.predict(z) as tf.Tensor)(x)
        .dataSync(),
    ]);
  const before = slope();
  const call = vi.spyOn(model.layers[1] as layers.Layer, 'call');
  const predict = (): number[] => tf.tidy(() => [...(model.predict(x) as tf.Tensor).dataSync()]);
  const first = predict();
  for (let index = 0; index < 5; index++) expect(predict()).toEqual(first);
  expect(call).toHaveBeenCalledTimes(1);
  expect(slope()).toEqual(before);
});

test('what a batch lacks is said in the same words, and the model still trains', async () => {
  const model = net();
  await losses(model);
  const [x, wrong] = [tf.ones([4, 2]), tf.ones([4, 2])];
  const message = async (): Promise<string> =>
    model.trainOnBatch(x, wrong).then(
      () => '',
      (error: Error) => error.message,
    );
  expect(await message()).not.toBe('');
  expect(await message()).toBe(await eagerly(message));
  const [loss = NaN] = await losses(model, 1);
  expect(loss).toBeLessThan(1);
  expect(told()).toEqual([]);
});

test.each([
  ['configureFit({ compile: false })', () => configureFit({ compile: false }), true],
  ['configureFit for the model', (model: object) => configureFit({ compile: false, model }), true],
  ['configureFit for another model', () => configureFit({ compile: false, model: {} }), false],
  ['configureFit before SKIPJACK_COMPILE=0', () => void vi.stubEnv('SKIPJACK_COMPILE', '0'), false],
] as const)('%s chooses', async (_name, choose, eager) => {
  const model = net();
  const call = vi.spyOn(model.layers[1] as layers.Layer, 'call');
  choose(model);
  await losses(model);
  expect(call.mock.calls.length).toBe(eager ? 6 : 1);
});

test('debug mode looks at every op', async () => {
  const model = net();
  const call = vi.spyOn(model.layers[1] as layers.Layer, 'call');
  tf.env().set('DEBUG', true);
  try {
    await losses(model);
  } finally {
    tf.env().set('DEBUG', false);
  }
  expect(call).toHaveBeenCalledTimes(6);
});

test('configureFit refuses what it cannot mean', () => {
  expect(() => configureFit({ compile: 'no' as never })).toThrow(
    'configureFit() needs compile as true or false, got "no".',
  );
  expect(() => configureFit({ compile: true, model: 3 as never })).toThrow(
    'configureFit() needs a model of tfjs-layers as model, got 3; leave it out for all models.',
  );
});
