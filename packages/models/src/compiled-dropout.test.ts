import { Dropout, stochasticDepth } from '@skipjack/blocks';
import { compile } from '@skipjack/tensorflow';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => tf.setBackend('tensorflow'));

const initial = (seed: number) => ({
  kernelInitializer: { className: 'GlorotUniform', config: { seed } } as never,
});

function dropoutNet(): { net: LayersModel; dropouts: Dropout[] } {
  const image = input({ shape: [6] });
  const dropout = new Dropout({ rate: 0.4, seed: 4294967290 });
  // The layer is there twice: it draws two masks a step.
  const hidden = dropout.apply(
    layers.dense({ units: 6, ...initial(1) }).apply(dropout.apply(image)),
  ) as SymbolicTensor;
  const outputs = layers.dense({ units: 1, ...initial(2) }).apply(hidden) as SymbolicTensor;
  return { net: model({ inputs: image, outputs }), dropouts: [dropout] };
}

function stochasticDepthNet(): { net: LayersModel; dropouts: Dropout[] } {
  const image = input({ shape: [4, 4, 2] });
  const conv = layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', ...initial(1) });
  const path = stochasticDepth(conv.apply(image) as SymbolicTensor, { name: 'b', survival: 0.6, seed: 3 });
  const sum = layers.add().apply([image, path]) as SymbolicTensor;
  const flat = layers.flatten().apply(sum) as SymbolicTensor;
  const outputs = layers.dense({ units: 1, ...initial(2) }).apply(flat) as SymbolicTensor;
  const net = model({ inputs: image, outputs });
  return { net, dropouts: net.layers.filter((layer) => layer instanceof Dropout) };
}

async function losses(make: typeof dropoutNet, compiles: boolean): Promise<[number[], number[]]> {
  const { net, dropouts } = make();
  const optimizer = tf.train.momentum(0.05, 0.9);
  const step = (x: tf.Tensor, y: tf.Tensor): tf.Scalar =>
    optimizer.minimize(
      () => tf.losses.meanSquaredError(y, net.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      true,
    ) as tf.Scalar;
  const compiled = compile(step);
  const [{ shape }] = net.inputs as [SymbolicTensor];
  const x = tf.randomUniform([8, ...(shape.slice(1) as number[])], -1, 1, 'float32', 5);
  const y = tf.ones([8, 1]);
  const all: number[] = [];
  for (let index = 0; index < 10; index++) {
    const loss = compiles ? await compiled(x, y) : step(x, y);
    all.push(loss.dataSync()[0] as number);
    loss.dispose();
  }
  compiled.dispose();
  optimizer.dispose();
  net.dispose();
  tf.dispose([x, y]);
  return [all, dropouts.map(({ draws }) => draws)];
}

test.each([
  ['dropout', dropoutNet, [20]],
  ['stochastic depth', stochasticDepthNet, [10]],
])('%s: ten compiled steps have the losses of ten eager ones', async (_name, make, draws) => {
  const [eager, drawn] = await losses(make, false);
  const [compiled, drawnToo] = await losses(make, true);
  expect(compiled).toEqual(eager);
  expect([drawn, drawnToo]).toEqual([draws, draws]);
});

/** The mask of a step, as it comes out of a layer. */
const maskOf = (layer: Dropout) => (x: tf.Tensor) => layer.call(x, { training: true });

test('two compiled functions and eager code that share a layer go on in one random stream', async () => {
  const x = tf.ones([3, 20]);
  const eager = maskOf(new Dropout({ rate: 0.5, seed: 3 }));
  const expected = Array.from({ length: 6 }, () => eager(x).dataSync());
  const layer = new Dropout({ rate: 0.5, seed: 3 });
  const [first, second] = [compile(maskOf(layer)), compile((y: tf.Tensor) => maskOf(layer)(y))];
  const drawn = [first.sync(x), second.sync(x), maskOf(layer)(x), await first(x)];
  const both = [second(x), first(x)];
  expect(layer.draws).toBe(4);
  drawn.push(...(await Promise.all(both)));
  expect(drawn.map((mask) => mask.dataSync())).toEqual(expected);
  expect(layer.draws).toBe(6);
  tf.dispose([x, drawn]);
  first.dispose();
  second.dispose();
});

test('a checkpoint that is loaded sets where a compiled step goes on, and a step that fails draws its mask again', () => {
  const layer = new Dropout({ rate: 0.5, seed: 9 });
  const x = tf.ones([3, 20]);
  const compiled = compile((y: tf.Tensor, labels: tf.Tensor) => {
    const logits = layer.call(y, { training: true });
    const [loss] = tf.engine().runKernel('SparseSoftmaxCrossEntropyWithLogits', { logits, labels }) as [
      tf.Tensor,
    ];
    return [logits, loss] as const;
  });
  const [good, bad] = [tf.tensor1d([0, 1, 2], 'int32'), tf.tensor1d([0, 20, 2], 'int32')];
  const masks = [0, 1, 2].map(() => compiled.sync(x, good)[0].dataSync());
  expect(new Set(masks.map(String)).size).toBe(3);
  layer.draws = 1;
  expect(() => compiled.sync(x, bad)).toThrow(/label value of 20/);
  expect(layer.draws).toBe(1);
  expect(compiled.sync(x, good)[0].dataSync()).toEqual(masks[1]);
  expect(layer.draws).toBe(2);
  compiled.dispose();
});
