import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { gradients, testRows, type KernelRow } from '../../test/compare-backends.ts';
import { expectClose, numericGradient } from '../../test/numeric-gradient.ts';
import { sample } from '../../test/sample-values.ts';
import { CONVOLUTION } from './convolution.ts';

type Pad = Parameters<typeof tf.conv2d>[3];
type Rounding = 'floor' | 'ceil' | 'round';
type Size = [number, number];

/** One geometry of a convolution. */
interface Case {
  readonly image: readonly [height: number, width: number];
  readonly window: readonly [height: number, width: number];
  readonly strides: Size;
  readonly pad: Pad;
  readonly rounding?: Rounding;
  readonly dilations?: Size;
}

const ASYMMETRIC: Pad = [
  [0, 0],
  [1, 2],
  [0, 3],
  [0, 0],
];

const CASES: readonly Case[] = [
  ...(
    [
      [1, 1],
      [2, 2],
      [3, 3],
      [2, 1],
      [1, 3],
    ] as Size[]
  ).flatMap((strides) =>
    (['same', 'valid', ASYMMETRIC] as Pad[]).map((pad): Case => ({
      image: [7, 6],
      window: [3, 2],
      strides,
      pad,
    })),
  ),
  ...(['floor', 'ceil', 'round'] as const).flatMap((rounding) =>
    ([0, 1, 2] as const).flatMap((pad) =>
      ([1, 2, 3] as const).map((stride): Case => ({
        image: [8, 9],
        window: [3, 3],
        strides: [stride, stride],
        pad,
        rounding,
      })),
    ),
  ),
  ...(['floor', 'ceil', 'round'] as const).map((rounding): Case => ({
    image: [8, 5],
    window: [3, 3],
    strides: [2, 3],
    pad: ASYMMETRIC,
    rounding,
  })),
  // tfjs takes the window's height and the vertical stride for both axes of a numeric padding.
  { image: [6, 6], window: [3, 1], strides: [1, 1], pad: 1 },
  { image: [6, 6], window: [1, 3], strides: [1, 1], pad: 1 },
  { image: [6, 9], window: [3, 3], strides: [2, 1], pad: 1, rounding: 'floor' },
  { image: [1, 1], window: [3, 3], strides: [1, 1], pad: 'same' },
  { image: [5, 5], window: [1, 1], strides: [2, 2], pad: 'same' },
  { image: [4, 4], window: [4, 4], strides: [1, 1], pad: 'valid' },
];

const DILATED: readonly Case[] = (['same', 'valid', 2, ASYMMETRIC] as Pad[]).flatMap((pad) =>
  (
    [
      [2, 2],
      [1, 3],
      [3, 1],
    ] as Size[]
  ).map((dilations): Case => ({ image: [9, 8], window: [3, 2], strides: [1, 1], pad, dilations })),
);

const title = ({ image, window, strides, pad, rounding, dilations }: Case): string =>
  `${image.join('x')} image, ${window.join('x')} window, strides ${strides.join()}, pad ${JSON.stringify(pad)}` +
  (rounding ? `, ${rounding}` : '') +
  (dilations ? `, dilations ${dilations.join()}` : '');

const OPS = {
  Conv2D: { channels: 4, op: tf.conv2d },
  DepthwiseConv2dNative: { channels: 2, op: tf.depthwiseConv2d },
} as const;

const call =
  (kernel: keyof typeof OPS, { strides, pad, rounding, dilations = [1, 1] }: Case) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    OPS[kernel].op(
      x as tf.Tensor4D,
      filter as tf.Tensor4D,
      strides,
      pad as 'same',
      'NHWC',
      dilations,
      rounding,
    );

const shapes = (kernel: keyof typeof OPS, { image, window }: Case): [number[], number[]] => [
  [2, ...image, 3],
  [...window, 3, OPS[kernel].channels],
];

const rows: KernelRow[] = (['Conv2D', 'DepthwiseConv2dNative'] as const).flatMap((kernel) => [
  ...[...CASES, ...DILATED]
    .filter((one) => kernel === 'Conv2D' || one.strides[0] === one.strides[1])
    .map((one) => {
      const [image, filter] = shapes(kernel, one);
      return {
        kernel,
        title: title(one),
        run: () => call(kernel, one)(sample(image), sample(filter, { seed: 2 })),
      };
    }),
  ...(['BackpropInput', 'BackpropFilter'] as const).flatMap((suffix) =>
    CASES.filter((one) => kernel === 'Conv2D' || one.strides[0] === one.strides[1])
      // tfjs's gradients forget the rounding, and its cpu backend then reads too little of dy: the numeric test has these.
      .filter(({ rounding }) => rounding === undefined || rounding === 'floor')
      .map((one) => ({
        kernel: `${kernel}${suffix}`,
        title: title(one),
        run: () => gradients(shapes(kernel, one), call(kernel, one)),
      })),
  ),
]);

testRows(CONVOLUTION, rows);

const EXPLICIT = CASES.filter(({ pad }) => typeof pad !== 'string');

test.each(
  (['Conv2D', 'DepthwiseConv2dNative'] as const).flatMap((kernel) =>
    EXPLICIT.filter((one) => kernel === 'Conv2D' || one.strides[0] === one.strides[1]).map(
      (one) => [`${kernel}: ${title(one)}`, kernel, one] as const,
    ),
  ),
)('%s: the gradients are the numeric ones', async (_name, kernel, one) => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    const [image, filter] = shapes(kernel, one);
    const x = sample([1, ...image.slice(1, 3), 2]);
    const w = sample([...filter.slice(0, 2), 2, 2], { seed: 2 });
    const convolve = call(kernel, one);
    const dy = sample(convolve(x, w).shape, { seed: 3 });
    const [dx, dw] = tf.grads(convolve)([x, w], dy);
    expectClose(
      dx,
      numericGradient((y) => convolve(y, w), x, dy),
    );
    expectClose(
      dw,
      numericGradient((v) => convolve(x, v), w, dy),
    );
  });
});

test.each(
  ['Conv2D', 'DepthwiseConv2dNative'].flatMap((kernel) =>
    (['same', 'valid', ASYMMETRIC, 2] as const).map((pad) => [kernel, pad] as const),
  ),
)('%s: the gradients of a dilated convolution with padding %j', async (kernel, pad) => {
  await tf.setBackend('tensorflow');
  tf.tidy(() => {
    const [x, w] = [sample([1, 6, 8, 2]), sample([3, 2, 2, 2], { seed: 2 })];
    const attrs = { strides: [1, 1], pad: pad as number[][], dilations: [2, 3], dataFormat: 'NHWC' };
    const run = (name: string, inputs: tf.NamedTensorMap, more: tf.NamedAttrMap = {}): tf.Tensor =>
      tf.engine().runKernel(name, inputs, { ...attrs, ...more }) as tf.Tensor;
    const dy = sample(run(kernel, { x, filter: w }).shape, { seed: 3 });
    const dx = run(`${kernel}BackpropInput`, { dy, filter: w }, { inputShape: x.shape });
    const dw = run(`${kernel}BackpropFilter`, { x, dy }, { filterShape: w.shape });
    expectClose(
      dx,
      numericGradient((y) => run(kernel, { x: y, filter: w }), x, dy),
    );
    expectClose(
      dw,
      numericGradient((v) => run(kernel, { x, filter: v }), w, dy),
    );
  });
});
