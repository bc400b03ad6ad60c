import { backend_util } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSame, resultsOn, runKernel, values } from '../test/both-backends.ts';

type Shape5 = [number, number, number, number, number];
type Case = [
  volume: Shape5,
  filter: Shape5,
  attributes: { strides: number | [number, number, number]; pad: 'same' | 'valid' },
];

const CASES: Case[] = [
  [[2, 4, 5, 4, 2], [2, 2, 2, 2, 3], { strides: 1, pad: 'same' }],
  [[2, 4, 5, 4, 2], [2, 2, 2, 2, 3], { strides: 1, pad: 'valid' }],
  [[2, 4, 5, 4, 2], [3, 3, 3, 2, 3], { strides: 2, pad: 'same' }],
  [[1, 5, 6, 7, 2], [2, 2, 3, 2, 1], { strides: 2, pad: 'valid' }],
  [[1, 7, 6, 5, 1], [3, 2, 1, 1, 2], { strides: [3, 1, 2], pad: 'same' }],
  [[2, 5, 3, 3, 1], [1, 1, 1, 1, 2], { strides: 2, pad: 'valid' }],
  [[1, 2, 3, 3, 1], [2, 3, 3, 1, 2], { strides: 1, pad: 'valid' }],
];

const outputShape = ([volume, filter, { strides, pad }]: Case) =>
  backend_util.computeConv3DInfo(volume, filter, strides, 1, pad).outShape;

test.each(CASES)('filter gradient, volume %j, filter %j, %j', async (...given) => {
  const [volume, filterShape, attributes] = given;
  await expectSame({
    inputs: () => ({ x: values(volume, 1), dy: values(outputShape(given), 2) }),
    compute: (inputs) => runKernel('Conv3DBackpropFilterV2', inputs, { ...attributes, filterShape }),
  });
});

test.each(CASES)('input gradient, volume %j, filter %j, %j', async (...given) => {
  const [inputShape, filter, attributes] = given;
  await expectSame({
    inputs: () => ({ dy: values(outputShape(given), 1), filter: values(filter, 2) }),
    compute: (inputs) => runKernel('Conv3DBackpropInputV2', inputs, { ...attributes, inputShape }),
  });
});

test('slices of the filter that meet padding only have a gradient of zeros', async () => {
  const [gradient] = await resultsOn('wasm', {
    inputs: () => ({ x: values([1, 1, 2, 2, 1], 1), dy: values([1, 1, 2, 2, 1], 2) }),
    compute: (inputs) =>
      runKernel('Conv3DBackpropFilterV2', inputs, { strides: 1, pad: 'same', filterShape: [3, 1, 1, 1, 1] }),
  });
  expect(gradient?.values.map((value) => value === 0)).toEqual([true, false, true]);
});
