import '@tensorflow/tfjs-layers'; // registers tfjs's gradients
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import '../src/register.ts';
import type { ConvolutionOp } from '../src/kernels/window-geometry.ts';
import { naiveConvolution } from './naive-convolution.ts';
import { sample } from './sample-values.ts';

type Pad = 'same' | 'valid' | number | readonly (readonly [before: number, after: number])[];

/** A convolution of two images or volumes. */
export interface ConvolutionCase {
  readonly op: ConvolutionOp;
  readonly image: readonly number[];
  readonly window: readonly number[];
  readonly channels: number;
  /** @defaultValue channels */
  readonly perGroup?: number;
  /** Outputs; of a depthwise convolution, outputs per channel. */
  readonly outputs: number;
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  /** Explicit ones are of the spatial axes. @defaultValue 'valid' */
  readonly pad?: Pad;
  readonly rounding?: 'floor' | 'ceil' | 'round';
  readonly channelsFirst?: true;
  readonly dtype?: 'int32';
}

const IMAGES = { image: [7, 8], window: [3, 2] };
const CONV = { op: 'Conv2D', ...IMAGES, channels: 4, outputs: 6 } as const;
const DEPTHWISE = { op: 'DepthwiseConv2dNative', ...IMAGES, channels: 3, outputs: 2 } as const;
const VOLUME = { op: 'Conv3D', image: [5, 6, 7], window: [2, 3, 2], channels: 2, outputs: 4 } as const;
const EXPLICIT = [
  [1, 2],
  [0, 1],
] as const;

/** What some build of TensorFlow refuses, or does wrong, and we do everywhere. */
export const CONVOLUTION_CASES: readonly ConvolutionCase[] = [
  ...(['same', 'valid', EXPLICIT] as const).flatMap((pad): ConvolutionCase[] => [
    { ...CONV, pad, perGroup: 2 },
    { ...CONV, pad, perGroup: 1, outputs: 4, strides: [2, 1] },
    { ...CONV, pad, dilations: [2, 3] },
    { ...CONV, pad, dilations: [2, 1], strides: [2, 3] },
    { ...CONV, pad, perGroup: 2, dilations: [1, 2], strides: [1, 2] },
    { ...CONV, pad, channelsFirst: true },
    { ...CONV, pad, channelsFirst: true, strides: [2, 2], perGroup: 2, dilations: [2, 2] },
    { ...CONV, pad, dtype: 'int32' },
    { ...CONV, pad, dtype: 'int32', perGroup: 2, dilations: [2, 2] },
    { ...DEPTHWISE, pad, strides: [2, 1] },
    { ...DEPTHWISE, pad, strides: [2, 2] },
    { ...DEPTHWISE, pad, dilations: [2, 2] },
    { ...DEPTHWISE, pad, dilations: [1, 3], strides: [3, 2] },
    { ...DEPTHWISE, pad, channelsFirst: true },
    { ...DEPTHWISE, pad, channelsFirst: true, dilations: [2, 2] },
    { ...DEPTHWISE, pad, dtype: 'int32' },
  ]),
  { ...CONV, window: [3, 3], pad: 1, strides: [2, 2], rounding: 'ceil' },
  { ...CONV, window: [3, 3], pad: 2, strides: [3, 3], rounding: 'round' },
  { ...CONV, window: [2, 2], pad: 1, strides: [3, 3], rounding: 'ceil', perGroup: 2, channelsFirst: true },
  { ...DEPTHWISE, window: [3, 3], pad: 1, strides: [2, 2], rounding: 'ceil' },
  { ...DEPTHWISE, window: [3, 3], pad: EXPLICIT, strides: [2, 3], rounding: 'ceil' },
  ...(['same', 'valid', 1] as const).flatMap((pad): ConvolutionCase[] => [
    { ...VOLUME, pad },
    { ...VOLUME, pad, strides: [1, 2, 3] },
    { ...VOLUME, pad, dilations: [2, 1, 3] },
    { ...VOLUME, pad, dilations: [2, 2, 1], strides: [1, 2, 2] },
    { ...VOLUME, pad, perGroup: 1 },
    { ...VOLUME, pad, perGroup: 1, dilations: [1, 2, 2], channelsFirst: true },
    { ...VOLUME, pad, channelsFirst: true, strides: [2, 2, 2] },
    { ...VOLUME, pad, dtype: 'int32', dilations: [2, 1, 1] },
  ]),
];

const title = ({ op, ...rest }: ConvolutionCase): string => `${op} ${JSON.stringify(rest)}`;

/** The naive convolution, the attributes of the kernel, and shapes in its data format. */
function geometry(one: ConvolutionCase) {
  const { op, image, window, channels, perGroup = channels, outputs, pad = 'valid', rounding } = one;
  const ones = image.map(() => 1);
  const { strides = ones, dilations = ones } = one;
  const depthwise = op === 'DepthwiseConv2dNative';
  const axes = image.map((input, axis) => {
    const stride = strides[axis] ?? 1;
    const extent = ((window[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    if (pad === 'same') {
      const output = Math.ceil(input / stride);
      return { output, before: Math.floor(Math.max((output - 1) * stride + extent - input, 0) / 2) };
    }
    const given = pad === 'valid' ? 0 : pad;
    const [before, after] = typeof given === 'number' ? [given, given] : (given[axis] ?? [0, 0]);
    const output = Math[rounding ?? 'floor']((input + before + after - extent) / stride) + 1;
    return { output, before };
  });
  const shapes = {
    inputShape: [2, ...image, channels],
    filterShape: [...window, perGroup, outputs],
    outShape: [2, ...axes.map(({ output }) => output), depthwise ? channels * outputs : outputs],
  };
  const first = one.channelsFirst === true;
  const format = image.length === 3 ? (first ? 'NCDHW' : 'NDHWC') : first ? 'NCHW' : 'NHWC';
  const explicit =
    typeof pad === 'object' ? (first ? [[0, 0], [0, 0], ...pad] : [[0, 0], ...pad, [0, 0]]) : pad;
  const attrs = { strides, dilations, pad: explicit, dataFormat: format, dimRoundingMode: rounding };
  const before = axes.map((axis) => axis.before);
  return {
    naive: { ...shapes, strides, dilations, before, depthwise },
    attrs: attrs as unknown as tf.NamedAttrMap,
  };
}

const toFirst = (x: tf.Tensor): tf.Tensor => {
  const [batch = 0, ...others] = x.shape.keys();
  return tf.transpose(x, [batch, others.at(-1) ?? 0, ...others.slice(0, -1)]);
};
const toLast = (x: tf.Tensor): tf.Tensor => {
  const [batch = 0, channels = 0, ...spatial] = x.shape.keys();
  return tf.transpose(x, [batch, ...spatial, channels]);
};

function expectValues(actual: tf.Tensor | undefined, expected: readonly number[]): void {
  const values = Array.from(actual?.dataSync() ?? []);
  expect(values).toHaveLength(expected.length);
  expect(
    expected.filter((value, at) => !(Math.abs((values[at] ?? Number.NaN) - value) < 1e-4)).slice(0, 4),
  ).toEqual([]);
}

/** One test per case: the convolution, its gradients through tfjs, and the gradients of those. */
export function testConvolutions(): void {
  test.each(CONVOLUTION_CASES.map((one) => [title(one), one] as const))('%s', async (_title, one) => {
    await tf.setBackend('tensorflow');
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    tf.tidy(() => {
      const { naive, attrs } = geometry(one);
      const { dtype = 'float32' } = one;
      const [x, filter, dy, ddx, ddFilter] = [
        sample(naive.inputShape as [number], { dtype }),
        sample(naive.filterShape as [number], { dtype, seed: 2 }),
        sample(naive.outShape as [number], { dtype, seed: 3 }),
        sample(naive.inputShape as [number], { seed: 4 }),
        sample(naive.filterShape as [number], { seed: 5 }),
      ] as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const by = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): ReturnType<typeof naiveConvolution> =>
        naiveConvolution(naive, { x: a.dataSync(), filter: b.dataSync(), dy: c.dataSync() });
      const expected = by(x, filter, dy);
      const inFormat = one.channelsFirst ? toFirst : (image: tf.Tensor) => image;
      const last = (image: tf.Tensor | undefined): tf.Tensor | undefined =>
        image && one.channelsFirst ? toLast(image) : image;
      const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.engine().runKernel(one.op, { x: a, filter: b }, attrs) as tf.Tensor;
      const y = convolve(inFormat(x), filter);
      expect(y.dtype).toBe(dtype);
      expectValues(last(y), expected.y);
      if (dtype === 'int32') return;
      const [dx, dFilter] = tf.grads(convolve)([inFormat(x), filter], inFormat(dy));
      expectValues(last(dx), expected.dx);
      expectValues(dFilter, expected.dFilter);
      // dx is linear in dy and filter, and dFilter in x and dy.
      const gradients = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, of: 0 | 1): tf.Tensor =>
        tf.grads(convolve)([a, b], c)[of] as tf.Tensor;
      const [fromDy, fromFilter] = tf.grads((c, b) => gradients(inFormat(x), b, c, 0))(
        [inFormat(dy), filter],
        inFormat(ddx),
      );
      expectValues(last(fromDy), by(ddx, filter, dy).y);
      expectValues(fromFilter, by(ddx, filter, dy).dFilter);
      const [fromX, alsoFromDy] = tf.grads((a, c) => gradients(a, filter, c, 1))(
        [inFormat(x), inFormat(dy)],
        ddFilter,
      );
      expectValues(last(fromX), by(x, ddFilter, dy).dx);
      expectValues(last(alsoFromDy), by(x, ddFilter, dy).y);
    });
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
}
