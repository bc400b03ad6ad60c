import { backend_util, pad, reshape, slice, tidy } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectClose, expectSame, resultsOn, runKernel, values } from '../test/both-backends.ts';
import type { ConvolutionAttributes, Shape4 } from './convolution-geometry.ts';

type Case = [image: Shape4, filter: Shape4, attributes: ConvolutionAttributes];

const explicit = (top: number, bottom: number, left: number, right: number): backend_util.ExplicitPadding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

const CASES: Case[] = [
  [[2, 7, 6, 3], [3, 3, 3, 4], { strides: 1, pad: 'same' }],
  [[2, 7, 6, 3], [3, 3, 3, 4], { strides: 1, pad: 'valid' }],
  [[2, 7, 6, 3], [3, 2, 3, 4], { strides: 2, pad: 'same' }],
  [[2, 8, 6, 3], [3, 3, 3, 4], { strides: 2, pad: 'same' }],
  [[2, 7, 6, 3], [2, 3, 3, 1], { strides: 2, pad: 'valid' }],
  [[1, 9, 9, 1], [3, 3, 1, 2], { strides: 3, pad: 'same' }],
  [[1, 10, 8, 2], [2, 2, 2, 3], { strides: [3, 1], pad: 'valid' }],
  [[1, 8, 10, 2], [3, 5, 2, 3], { strides: [1, 4], pad: 'same' }],
  [[3, 5, 5, 2], [1, 1, 2, 3], { strides: 1, pad: 'valid' }],
  [[3, 6, 5, 2], [1, 1, 2, 3], { strides: 2, pad: 'same' }],
  [[1, 7, 7, 2], [1, 1, 2, 3], { strides: 4, pad: 'valid' }],
  [[2, 7, 6, 3], [3, 3, 3, 2], { strides: 2, pad: explicit(1, 1, 1, 1) }],
  [[2, 8, 8, 3], [3, 3, 3, 2], { strides: 2, pad: explicit(1, 1, 1, 1) }],
  [[2, 5, 6, 3], [3, 2, 3, 2], { strides: 1, pad: explicit(0, 2, 3, 1) }],
  [[1, 4, 4, 1], [2, 2, 1, 2], { strides: 1, pad: explicit(3, 4, 2, 3) }],
  [[1, 4, 5, 1], [1, 1, 1, 2], { strides: 2, pad: explicit(2, 1, 3, 0) }],
  [[2, 8, 7, 2], [3, 3, 2, 2], { strides: 2, pad: 1, dimRoundingMode: 'floor' }],
  [[2, 8, 7, 2], [3, 3, 2, 2], { strides: 2, pad: 1, dimRoundingMode: 'ceil' }],
  [[2, 11, 13, 3], [5, 7, 3, 2], { strides: [2, 3], pad: 'same' }],
  [[1, 3, 3, 2], [3, 3, 2, 2], { strides: 1, pad: 'valid' }],
  [[2, 6, 1, 2], [3, 1, 2, 2], { strides: 1, pad: 'same' }],
  // Windows that meet nothing but the padding.
  [[1, 1, 4, 1], [1, 3, 1, 2], { strides: [3, 1], pad: explicit(1, 0, 0, 2) }],
  [[1, 1, 4, 1], [1, 3, 1, 2], { strides: [4, 1], pad: explicit(3, 0, 0, 2) }],
];

const outputShape = ([
  image,
  filter,
  { strides, pad: padding, dimRoundingMode, dataFormat = 'NHWC' },
]: Case) =>
  backend_util.computeConv2DInfo(
    image,
    filter,
    strides,
    1,
    padding,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  ).outShape;

test.each(CASES)('filter gradient, image %j, filter %j, %j', async (...given) => {
  const [image, filterShape, attributes] = given;
  await expectSame({
    inputs: () => ({ x: values(image, 1), dy: values(outputShape(given), 2) }),
    compute: (inputs) =>
      runKernel('Conv2DBackpropFilter', inputs, { dataFormat: 'NHWC', ...attributes, filterShape }),
  });
});

test.each(CASES)('input gradient, image %j, filter %j, %j', async (...given) => {
  const [inputShape, filter, attributes] = given;
  await expectSame({
    inputs: () => ({ dy: values(outputShape(given), 1), filter: values(filter, 2) }),
    compute: (inputs) =>
      runKernel('Conv2DBackpropInput', inputs, { dataFormat: 'NHWC', ...attributes, inputShape }),
  });
});

test.each<Case>([
  [[2, 3, 7, 6], [3, 2, 3, 4], { strides: 2, pad: 'same', dataFormat: 'NCHW' }],
  [[2, 3, 7, 6], [3, 2, 3, 4], { strides: 1, pad: 'valid', dataFormat: 'NCHW' }],
])('channels first: image %j, filter %j, %j', async (...given) => {
  const [image, filter, attributes] = given;
  await expectSame({
    inputs: () => ({ x: values(image, 1), dy: values(outputShape(given), 2), filter: values(filter, 3) }),
    compute: ({ x, dy, filter: weights }) => [
      ...runKernel('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: filter }),
      ...runKernel('Conv2DBackpropInput', { dy, filter: weights }, { ...attributes, inputShape: image }),
    ],
  });
});

/** A filter `[2, 3, 2, 2]` with zeros between its elements, so that they are 2 and 3 apart. */
function withHoles(filter: Tensor4D): Tensor4D {
  return tidy(() => {
    const apart = pad(reshape(filter, [2, 1, 3, 1, 4]), [
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 2],
      [0, 0],
    ]);
    const wide: Tensor4D = reshape(apart, [4, 9, 2, 2]);
    return slice(wide, [0, 0, 0, 0], [3, 7, 2, 2]);
  });
}

test('the gradients of a dilated convolution are those of a filter with holes', async () => {
  const image: Shape4 = [2, 7, 9, 2];
  const output: Shape4 = [2, 7, 9, 2];
  const given = { strides: 1, pad: 'same', dataFormat: 'NHWC' };
  const inputs = () => ({ x: values(image, 1), dy: values(output, 2), filter: values([2, 3, 2, 2], 3) });
  const dilated = await resultsOn('wasm', {
    inputs,
    compute: ({ x, dy, filter }) => [
      ...runKernel(
        'Conv2DBackpropFilter',
        { x, dy },
        { ...given, dilations: [2, 3], filterShape: filter.shape },
      ),
      ...runKernel('Conv2DBackpropInput', { dy, filter }, { ...given, dilations: [2, 3], inputShape: image }),
    ],
  });
  const [wide, dx] = await resultsOn('cpu', {
    inputs: () => {
      const { filter, ...others } = inputs();
      const holes = withHoles(filter as Tensor4D);
      filter.dispose();
      return { ...others, filter: holes };
    },
    compute: ({ x, dy, filter }) => [
      ...runKernel('Conv2DBackpropFilter', { x, dy }, { ...given, filterShape: filter.shape }),
      ...runKernel('Conv2DBackpropInput', { dy, filter }, { ...given, inputShape: image }),
    ],
  });
  const kept = wide?.values.filter((_, place) => {
    const [row, column] = [Math.floor(place / 28), Math.floor(place / 4) % 7];
    return row % 2 === 0 && column % 3 === 0;
  });
  expect(dilated.map(({ shape }) => shape)).toEqual([[2, 3, 2, 2], image]);
  expectClose(dilated[0]?.values ?? [], kept ?? []);
  expectClose(dilated[1]?.values ?? [], dx?.values ?? []);
});

test('a batch without images has a gradient of zeros', async () => {
  const given = { strides: 1, pad: 'same', dataFormat: 'NHWC' };
  const [filter, images] = await resultsOn('wasm', {
    inputs: () => ({
      x: values([0, 4, 4, 1], 1),
      dy: values([0, 4, 4, 2], 2),
      filter: values([3, 3, 1, 2], 3),
    }),
    compute: ({ x, dy, filter: weights }) => [
      ...runKernel('Conv2DBackpropFilter', { x, dy }, { ...given, filterShape: [3, 3, 1, 2] }),
      ...runKernel('Conv2DBackpropInput', { dy, filter: weights }, { ...given, inputShape: [0, 4, 4, 1] }),
    ],
  });
  expect(filter).toEqual({ shape: [3, 3, 1, 2], dtype: 'float32', values: Array(18).fill(0) });
  expect(images?.shape).toEqual([0, 4, 4, 1]);
});
