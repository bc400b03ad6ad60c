import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';
import { explicitPaddings, paddingAttributes } from './padding.ts';

type Info = backend_util.Conv2DInfo;

interface PoolAttrs {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function poolInfo(shape: readonly number[], attrs: PoolAttrs): Info {
  return backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
}

function windowAttributes(info: Info): Attributes {
  return {
    ksize: ints([1, info.filterHeight, info.filterWidth, 1]),
    strides: ints([1, info.strideHeight, info.strideWidth, 1]),
    data_format: string('NHWC'),
  };
}

function isExplicit(info: Info): boolean {
  return info.padInfo.type !== 'SAME' && info.padInfo.type !== 'VALID';
}

function paddingRows(info: Info): [number, number][] {
  const [rows, columns] = explicitPaddings(info);
  return [[0, 0], rows, columns, [0, 0]];
}

/**
 * 1 / (window size) * (window size / elements inside the image), that is, what turns the mean over a zero-padded window
 * into the mean over its elements of the image: tfjs, as TensorFlow's SAME, does not count the padding.
 */
function insideShare(backend: TensorFlowBackend, info: Info): TensorInfo {
  const ones = backend.run1('Fill', [
    backend.int32([1, info.inHeight, info.inWidth, 1]),
    backend.constant(1, 'float32'),
  ]);
  const padded = backend.run1('PadV2', [
    ones,
    backend.int32Matrix(paddingRows(info)),
    backend.constant(0, 'float32'),
  ]);
  const share = backend.run1('AvgPool', [padded], { ...windowAttributes(info), padding: string('VALID') });
  backend.free(ones, padded);
  return share;
}

/** Pooling in two dimensions with its gradients, explicit padding included. */
export const POOLING: readonly KernelConfig[] = [
  kernel<{ x: TensorInfo }, PoolAttrs>('MaxPool', ({ inputs: { x }, attrs, backend }) => {
    const info = poolInfo(x.shape, attrs);
    return backend.run1('MaxPool', [x], { ...windowAttributes(info), ...paddingAttributes(info) });
  }),
  kernel<{ dy: TensorInfo; input: TensorInfo; output: TensorInfo }, PoolAttrs>(
    'MaxPoolGrad',
    ({ inputs: { dy, input, output }, attrs, backend }) => {
      const info = poolInfo(input.shape, attrs);
      return backend.run1('MaxPoolGrad', [input, output, dy], {
        ...windowAttributes(info),
        ...paddingAttributes(info),
      });
    },
  ),
  kernel<{ x: TensorInfo }, PoolAttrs>('AvgPool', ({ inputs: { x }, attrs, backend }) => {
    const info = poolInfo(x.shape, attrs);
    if (!isExplicit(info))
      return backend.run1('AvgPool', [x], { ...windowAttributes(info), ...paddingAttributes(info) });
    const padded = backend.run1('PadV2', [
      x,
      backend.int32Matrix(paddingRows(info)),
      backend.constant(0, 'float32'),
    ]);
    const mean = backend.run1('AvgPool', [padded], { ...windowAttributes(info), padding: string('VALID') });
    const share = insideShare(backend, info);
    const result = backend.run1('RealDiv', [mean, share]);
    backend.free(padded, mean, share);
    return result;
  }),
  kernel<{ dy: TensorInfo; input: TensorInfo }, PoolAttrs>(
    'AvgPoolGrad',
    ({ inputs: { dy, input }, attrs, backend }) => {
      const info = poolInfo(input.shape, attrs);
      if (!isExplicit(info))
        return backend.run1('AvgPoolGrad', [backend.int32(input.shape), dy], {
          ...windowAttributes(info),
          ...paddingAttributes(info),
        });
      const [rows, columns] = explicitPaddings(info);
      const [batch = 0, height = 0, width = 0, channels = 0] = input.shape;
      const share = insideShare(backend, info);
      const scaled = backend.run1('RealDiv', [dy, share]);
      const padded = backend.run1(
        'AvgPoolGrad',
        [
          backend.int32([batch, height + rows[0] + rows[1], width + columns[0] + columns[1], channels]),
          scaled,
        ],
        { ...windowAttributes(info), padding: string('VALID') },
      );
      const result = backend.run1('Slice', [
        padded,
        backend.int32([0, rows[0], columns[0], 0]),
        backend.int32(input.shape),
      ]);
      backend.free(share, scaled, padded);
      return result;
    },
  ),
];
