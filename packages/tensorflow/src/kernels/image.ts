import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, float, string, type Attributes } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';

interface ResizeAttrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: [number, number];
}

type ResizeGradAttrs = Pick<ResizeAttrs, 'alignCorners'> & Partial<Pick<ResizeAttrs, 'halfPixelCenters'>>;

function gradAttributes({ alignCorners, halfPixelCenters = false }: ResizeGradAttrs): Attributes {
  return { align_corners: bool(alignCorners), half_pixel_centers: bool(halfPixelCenters) };
}

/** Corners of boxes, in heights and widths of the image: as good as infinite. */
const FAR = 1e9;

/**
 * Boxes whose corners do not overflow: TensorFlow reads outside of the image's memory for corners like 1e38. What is not
 * finite it refuses itself.
 */
function withinReach(backend: TensorFlowBackend, boxes: TensorInfo): TensorInfo {
  const far = backend.constant(FAR, 'float32');
  const beyond = backend.run1('Greater', [backend.run1('Abs', [boxes]), far]);
  return backend.run1('SelectV2', [beyond, backend.run1('Mul', [backend.run1('Sign', [boxes]), far]), boxes]);
}

/** Kernels on batches of images `[batch, height, width, channels]`; images of bytes are read as bytes. */
export const IMAGE: readonly KernelConfig[] = [
  ...(['ResizeBilinear', 'ResizeNearestNeighbor'] as const).map((name) =>
    kernel<{ images: TensorInfo }, ResizeAttrs>(name, ({ inputs: { images }, attrs, backend }) =>
      backend.run1(name, [{ exact: images }, backend.int32(attrs.size)], {
        align_corners: bool(attrs.alignCorners),
        half_pixel_centers: bool(attrs.halfPixelCenters),
      }),
    ),
  ),
  kernel<{ images: TensorInfo; dy: TensorInfo }, ResizeGradAttrs>(
    'ResizeBilinearGrad',
    ({ inputs: { images, dy }, attrs, backend }) =>
      backend.run1('ResizeBilinearGrad', [dy, images], gradAttributes(attrs)),
  ),
  kernel<{ images: TensorInfo; dy: TensorInfo }, ResizeGradAttrs>(
    'ResizeNearestNeighborGrad',
    ({ inputs: { images, dy }, attrs, backend }) =>
      backend.run1(
        'ResizeNearestNeighborGrad',
        [dy, backend.int32(images.shape.slice(1, 3))],
        gradAttributes(attrs),
      ),
  ),
  kernel<
    { image: TensorInfo; boxes: TensorInfo; boxInd: TensorInfo },
    { cropSize: [number, number]; method: string; extrapolationValue: number }
  >('CropAndResize', ({ inputs: { image, boxes, boxInd }, attrs, backend }) =>
    backend.run1(
      'CropAndResize',
      [{ exact: image }, withinReach(backend, boxes), boxInd, backend.int32(attrs.cropSize)],
      {
        method: string(attrs.method),
        extrapolation_value: float(attrs.extrapolationValue),
      },
    ),
  ),
];
