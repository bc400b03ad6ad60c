import { backend_util, pad, reshape, slice, tidy } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectClose, expectSame, resultsOn, runKernel, values } from '../test/both-backends.ts';
import type { ConvolutionAttributes, Shape4 } from './convolution-geometry.ts';

type Case = [image: Shape4, filter: Shape4, attributes: ConvolutionAttributes];

const FILTER = 'DepthwiseConv2dNativeBackpropFilter';
const INPUT = 'DepthwiseConv2dNativeBackpropInput';

const CASES: Case[] = [
  [[2, 7, 6, 3], [3, 3, 3, 1], { strides: 1, pad: 'same' }],
  [[2, 7, 6, 3], [3, 3, 3, 2], { strides: 1, pad: 'same' }],
  [[2, 7, 6, 3], [3, 3, 3, 2], { strides: 2, pad: 'same' }],
  [[2, 8, 6, 2], [2, 3, 2, 3], { strides: 2, pad: 'valid' }],
  [[1, 9, 7, 4], [3, 3, 4, 1], { strides: 3, pad: 'valid' }],
  [[1, 7, 9, 2], [1, 1, 2, 2], { strides: 2, pad: 'same' }],
  [[1, 7, 9, 2], [1, 1, 2, 2], { strides: 4, pad: 'valid' }],
  [[2, 8, 7, 2], [3, 3, 2, 1], { strides: 2, pad: 1, dimRoundingMode: 'floor' }],
  [
    [2, 6, 7, 2],
    [3, 2, 2, 2],
    {
      strides: 1,
      pad: [
        [0, 0],
        [0, 2],
        [3, 1],
        [0, 0],
      ],
    },
  ],
  [
    [2, 5, 5, 2],
    [1, 1, 2, 2],
    {
      strides: 2,
      pad: [
        [0, 0],
        [2, 1],
        [1, 2],
        [0, 0],
      ],
    },
  ],
  // Windows that meet nothing but the padding.
  [
    [1, 1, 4, 2],
    [1, 3, 2, 1],
    {
      strides: [4, 4],
      pad: [
        [0, 0],
        [3, 0],
        [0, 2],
        [0, 0],
      ],
    },
  ],
];

const outputShape = ([image, filter, { strides, pad: padding, dimRoundingMode, dilations = 1 }]: Case) =>
  backend_util.computeConv2DInfo(image, filter, strides, dilations, padding, dimRoundingMode, true).outShape;

test.each(CASES)('filter gradient, image %j, filter %j, %j', async (...given) => {
  const [image, filterShape, attributes] = given;
  await expectSame({
    inputs: () => ({ x: values(image, 1), dy: values(outputShape(given), 2) }),
    compute: (inputs) => runKernel(FILTER, inputs, { dilations: [1, 1], ...attributes, filterShape }),
  });
});

test.each(CASES)('input gradient, image %j, filter %j, %j', async (...given) => {
  const [inputShape, filter, attributes] = given;
  await expectSame({
    inputs: () => ({ dy: values(outputShape(given), 1), filter: values(filter, 2) }),
    compute: (inputs) => runKernel(INPUT, inputs, { dilations: [1, 1], ...attributes, inputShape }),
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

// tfjs's cpu backend leaves the dilation out of account: it is the judge for a filter with holes instead.
test.each(['same', 'valid'] as const)('dilated, padding %s: as of a filter with holes', async (padding) => {
  const image: Shape4 = [2, 7, 9, 2];
  const output = outputShape([image, [3, 7, 2, 2], { strides: 1, pad: padding }]);
  const given = { strides: 1, pad: padding };
  const inputs = () => ({ x: values(image, 1), dy: values(output, 2), filter: values([2, 3, 2, 2], 3) });
  const dilated = await resultsOn('wasm', {
    inputs,
    compute: ({ x, dy, filter }) => [
      ...runKernel(FILTER, { x, dy }, { ...given, dilations: [2, 3], filterShape: filter.shape }),
      ...runKernel(INPUT, { dy, filter }, { ...given, dilations: [2, 3], inputShape: image }),
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
      ...runKernel(FILTER, { x, dy }, { ...given, dilations: [1, 1], filterShape: filter.shape }),
      ...runKernel(INPUT, { dy, filter }, { ...given, dilations: [1, 1], inputShape: image }),
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
  const given = { strides: 1, pad: 'same', dilations: [1, 1] };
  const [filter, images] = await resultsOn('wasm', {
    inputs: () => ({
      x: values([0, 4, 4, 2], 1),
      dy: values([0, 4, 4, 2], 2),
      filter: values([3, 3, 2, 1], 3),
    }),
    compute: ({ x, dy, filter: weights }) => [
      ...runKernel(FILTER, { x, dy }, { ...given, filterShape: [3, 3, 2, 1] }),
      ...runKernel(INPUT, { dy, filter: weights }, { ...given, inputShape: [0, 4, 4, 2] }),
    ],
  });
  expect(filter?.values).toEqual(Array(18).fill(0));
  expect(images?.shape).toEqual([0, 4, 4, 2]);
});
