import { backend_util, sub, tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSame, resultsOn, runKernel, values } from '../test/both-backends.ts';

type Side = 'valid' | 'same' | number;

const PLANES: [filterSize: number | [number, number], strides: number | [number, number], pad: Side][] = [
  [2, 2, 'valid'],
  [2, 2, 'same'],
  [3, 2, 'same'],
  [3, 1, 'same'],
  [2, 3, 'valid'],
  [3, 2, 1],
  [[3, 2], [1, 2], 'valid'],
  [1, 2, 'same'],
];

/** All below zero: where tfjs-backend-wasm's own kernels are wrong. */
const negative = (shape: number[], seed: number) => {
  const both = values(shape, seed);
  const below = sub(both, 1.5);
  both.dispose();
  return below;
};

test.each(PLANES)('gradient of windows of %j, stride %j, padding %j', async (filterSize, strides, pad) => {
  const shape: [number, number, number, number] = [2, 7, 6, 3];
  const attributes = { filterSize, strides, pad };
  const { outShape } = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad);
  for (const input of [values, negative])
    await expectSame({
      inputs: () => ({ dy: values(outShape, 2), input: input(shape, 1) }),
      compute: ({ dy, input: x }) => runKernel('MaxPoolGrad', { dy, input: x, output: dy }, attributes),
    });
});

test('of equal maxima the first has the whole gradient, as in TensorFlow', async () => {
  const [gradient] = await resultsOn('wasm', {
    inputs: () => ({ dy: tensor([5], [1, 1, 1, 1]), input: tensor([-1, 0, 0, 0], [1, 2, 2, 1]) }),
    compute: ({ dy, input }) =>
      runKernel('MaxPoolGrad', { dy, input, output: dy }, { filterSize: 2, strides: 2, pad: 'valid' }),
  });
  expect(gradient?.values).toEqual([0, 5, 0, 0]);
});

test('a window of -Infinity has a maximum, one of NaN has none', async () => {
  const [gradient] = await resultsOn('wasm', {
    inputs: () => ({
      dy: tensor([5, 7], [1, 1, 2, 1]),
      input: tensor([-Infinity, -Infinity, Number.NaN, Number.NaN], [1, 1, 4, 1]),
    }),
    compute: ({ dy, input }) =>
      runKernel(
        'MaxPoolGrad',
        { dy, input, output: dy },
        { filterSize: [1, 2], strides: [1, 2], pad: 'valid' },
      ),
  });
  expect(gradient?.values).toEqual([5, 0, 0, 0]);
});

test.each([
  [2, 2, 'valid', false],
  [3, 2, 'same', true],
  [3, 1, 'valid', true],
])('maxima with places: windows of %i, stride %i, %s, batch in them: %s', async (...given) => {
  const [filterSize, strides, pad, includeBatchInIndex] = given;
  for (const x of [values, negative])
    await expectSame({
      inputs: () => ({ x: x([2, 7, 6, 3], 1) }),
      compute: (inputs) =>
        runKernel('MaxPoolWithArgmax', inputs, { filterSize, strides, pad, includeBatchInIndex }),
    });
});

const VOLUMES: [filterSize: number | [number, number, number], strides: number, pad: Side][] = [
  [2, 2, 'valid'],
  [2, 1, 'same'],
  [3, 2, 'same'],
  [[1, 2, 2], 2, 'valid'],
  [2, 2, 1],
];

test.each(VOLUMES)('volumes: windows of %j, stride %j, padding %j', async (filterSize, strides, pad) => {
  for (const x of [values, negative])
    await expectSame({
      inputs: () => ({ x: x([2, 4, 6, 5, 2], 1) }),
      compute: (inputs) => runKernel('MaxPool3D', inputs, { filterSize, strides, pad, dataFormat: 'NDHWC' }),
    });
});

test.each(VOLUMES)('gradient of volumes: %j, stride %j, padding %j', async (filterSize, strides, pad) => {
  const shape: [number, number, number, number, number] = [2, 4, 6, 5, 2];
  const { outShape } = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad);
  for (const input of [values, negative])
    await expectSame({
      inputs: () => ({ dy: values(outShape, 2), input: input(shape, 1) }),
      compute: ({ dy, input: x }) =>
        runKernel('MaxPool3DGrad', { dy, input: x, output: dy }, { filterSize, strides, pad }),
    });
});
