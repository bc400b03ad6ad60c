import { util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, string, type as typeAttribute } from '../eager/attributes.ts';
import { wrong } from './input-values.ts';
import { kernel } from './kernel.ts';
import { avgPool, poolAttributes, type Dimensions } from './pooling-faces.ts';
import { sliceMasks, type StridedSliceAttrs } from './strided-slice.ts';
import { poolInfo, type PoolAttrs } from './window-geometry.ts';
import { isExplicit, paddingAttributes, surround, VALID } from './window-padding.ts';

const POOLINGS: readonly (readonly [dimensions: Dimensions, rank: 4 | 5])[] = [
  ['', 4],
  ['3D', 5],
];

/** The attributes with which `input` is pooled to `output`: tfjs's gradients do not tell how the forward pass rounded. */
function withRounding(
  attrs: PoolAttrs,
  input: readonly number[],
  output: readonly number[],
  rank: 4 | 5,
): PoolAttrs {
  for (const dimRoundingMode of ['floor', 'ceil', 'round'] as const) {
    const candidate: PoolAttrs = typeof attrs.pad === 'string' ? attrs : { ...attrs, dimRoundingMode };
    if (util.arraysEqual([...poolInfo(input, candidate, rank).outShape], [...output])) return candidate;
  }
  throw wrong(`A pooling of [${input.join(', ')}] does not give [${output.join(', ')}].`);
}

/** Corners of boxes, in heights and widths of the image: as good as infinite. */
const FAR = 1e9;

/**
 * Boxes that TensorFlow's gradients can follow: for a NaN, or numbers that overflow, they read and write outside of their
 * memory. Pixels of a box that far away are outside of the image, as all of those of a box with a NaN are.
 */
function reachable(backend: TensorFlowBackend, boxes: TensorInfo): TensorInfo {
  const far = backend.constant(FAR, 'float32');
  const lost = backend.run1('Any', [backend.run1('IsNan', [boxes]), backend.int32(-1)], {
    keep_dims: bool(true),
  });
  const within = backend.run1('ClipByValue', [boxes, backend.constant(-FAR, 'float32'), far]);
  return backend.run1('SelectV2', [lost, far, within]);
}

/** Kernels of gradients that tfjs has no kernel for; the gradients that are registered with tfjs call them. */
export const GRADIENT_KERNELS: readonly KernelConfig[] = [
  ...POOLINGS.flatMap(([dimensions, rank]) => [
    kernel<Readonly<Record<'ddx' | 'input' | 'output', TensorInfo>>, PoolAttrs>(
      `MaxPool${dimensions}GradGrad`,
      ({ inputs: { ddx, input, output }, attrs, backend }) => {
        const info = poolInfo(input.shape, withRounding(attrs, input.shape, output.shape, rank), rank);
        const padding = isExplicit(info) ? undefined : paddingAttributes(info);
        const [image, gradient] = padding
          ? [input, ddx]
          : [surround(backend, input, info, -Infinity), surround(backend, ddx, info, 0)];
        return backend.run1(`MaxPool${dimensions}GradGrad`, [image, output, gradient], {
          ...poolAttributes(info, padding ?? VALID),
          data_format: string(rank === 5 ? 'NDHWC' : 'NHWC'),
        });
      },
    ),
    kernel<Readonly<Record<'ddx' | 'dy', TensorInfo>>, PoolAttrs>(
      `AvgPool${dimensions}GradGrad`,
      ({ inputs: { ddx, dy }, attrs, backend }) =>
        avgPool(backend, dimensions, ddx, withRounding(attrs, ddx.shape, dy.shape, rank)),
    ),
  ]),
  kernel<{ dy: TensorInfo }, StridedSliceAttrs & { shape: number[] }>(
    'StridedSliceGrad',
    ({ inputs: { dy }, attrs, backend }) => {
      const { shape, begin, end, strides } = attrs;
      const vectors = [shape, begin, end, strides].map((values) => backend.int32(values));
      return backend.run1('StridedSliceGrad', [...vectors, dy], sliceMasks(attrs));
    },
  ),
  kernel<Readonly<Record<'dy' | 'boxes' | 'boxInd', TensorInfo>>, { imageShape: number[]; method: string }>(
    'CropAndResizeGradImage',
    ({ inputs: { dy, boxes, boxInd }, attrs: { imageShape, method }, backend }) =>
      backend.run1(
        'CropAndResizeGradImage',
        [dy, reachable(backend, boxes), boxInd, backend.int32(imageShape)],
        {
          method: string(method),
          T: typeAttribute('float32'),
        },
      ),
  ),
  kernel<Readonly<Record<'dy' | 'image' | 'boxes' | 'boxInd', TensorInfo>>>(
    'CropAndResizeGradBoxes',
    ({ inputs: { dy, image, boxes, boxInd }, backend }) =>
      backend.run1('CropAndResizeGradBoxes', [dy, image, reachable(backend, boxes), boxInd], {
        method: string('bilinear'),
      }),
  ),
];
