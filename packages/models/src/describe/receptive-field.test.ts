import '@tensorflow/tfjs-backend-cpu';
import { adaptiveAveragePool, blurPool } from '@skipjack/blocks';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { describe } from './describe.ts';

/** Receptive field, stride and words of the last layer of a net over images of 16 x 12. */
function end(...net: ((x: SymbolicTensor) => SymbolicTensor)[]): [unknown, unknown, string] {
  const image = input({ shape: [16, 12, 2] });
  let x = image;
  for (const layer of net) x = layer(x);
  const built = model({ inputs: image, outputs: x });
  const { receptiveField, stride, operation = '' } = describe(built).layers.at(-1) ?? {};
  built.dispose();
  return [receptiveField, stride, operation];
}

const of = (layer: layers.Layer) => (x: SymbolicTensor) => layer.apply(x) as SymbolicTensor;
const conv = (args: Partial<Parameters<typeof layers.conv2d>[0]> = {}) =>
  of(layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', ...args }));

test('windows that are not square', () => {
  expect(end(conv({ kernelSize: [5, 1], strides: [2, 1] }), conv())).toEqual([[9, 3], [2, 1], '3x3 conv, 2']);
  expect(end(conv({ kernelSize: [5, 1], strides: [2, 1] }))[2]).toBe('5x1 conv, 2, /2x1');
});

test('dilation, and an activation in the layer', () => {
  expect(end(conv({ dilationRate: 3, activation: 'relu' }))).toEqual([
    [7, 7],
    [1, 1],
    '3x3 conv, 2, dilation 3 + ReLU',
  ]);
});

test('upsampling and transposed convolutions halve the stride', () => {
  const pool = (x: SymbolicTensor) => layers.maxPooling2d({ poolSize: 2 }).apply(x) as SymbolicTensor;
  expect(end(pool, of(layers.upSampling2d({ size: [2, 2] })), conv())).toEqual([
    [4, 4],
    [1, 1],
    '3x3 conv, 2',
  ]);
  expect(
    end(pool, of(layers.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: 'same' }))),
  ).toEqual([[4, 4], [1, 1], '4x4 transposed conv, 2, /2']);
});

test('an adaptive pooling has the largest of its windows, a blur its own', () => {
  expect(end((x) => adaptiveAveragePool(x, { name: 'pool', outputSize: 5 }))).toEqual([
    [4, 4],
    [16 / 5, 12 / 5],
    'adaptive average pool',
  ]);
  expect(end((x) => blurPool(x, { name: 'x' }))).toEqual([[3, 3], [2, 2], '3x3 depthwise conv, /2']);
});

test('what sees a whole map sees all of its fields', () => {
  const [strided, global] = [conv({ strides: 2 }), of(layers.globalAveragePooling2d({}))];
  expect(end(strided, global, of(layers.dense({ units: 3 })))).toEqual([[17, 13], null, 'dense 3']);
});

test('of several paths the widest counts, axis by axis', () => {
  const [tall, wide] = [conv({ kernelSize: [7, 1] }), conv({ kernelSize: [1, 5] })];
  expect(end((x) => layers.add().apply([tall(x), wide(x)]) as SymbolicTensor)).toEqual([
    [7, 5],
    [1, 1],
    'add',
  ]);
});
