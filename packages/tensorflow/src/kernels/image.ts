import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { bool, float, string } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';

interface ResizeAttrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: [number, number];
}

type ResizeGradAttrs = Pick<ResizeAttrs, 'alignCorners'>;

/** Kernels on batches of images `[batch, height, width, channels]`. */
export const IMAGE: readonly KernelConfig[] = [
  ...(['ResizeBilinear', 'ResizeNearestNeighbor'] as const).map((name) =>
    kernel<{ images: TensorInfo }, ResizeAttrs>(name, ({ inputs: { images }, attrs, backend }) =>
      backend.run1(name, [images, backend.int32(attrs.size)], {
        align_corners: bool(attrs.alignCorners),
        half_pixel_centers: bool(attrs.halfPixelCenters),
      }),
    ),
  ),
  kernel<{ images: TensorInfo; dy: TensorInfo }, ResizeGradAttrs>(
    'ResizeBilinearGrad',
    ({ inputs: { images, dy }, attrs: { alignCorners }, backend }) =>
      backend.run1('ResizeBilinearGrad', [dy, images], { align_corners: bool(alignCorners) }),
  ),
  kernel<{ images: TensorInfo; dy: TensorInfo }, ResizeGradAttrs>(
    'ResizeNearestNeighborGrad',
    ({ inputs: { images, dy }, attrs: { alignCorners }, backend }) =>
      backend.run1('ResizeNearestNeighborGrad', [dy, backend.int32(images.shape.slice(1, 3))], {
        align_corners: bool(alignCorners),
      }),
  ),
  kernel<
    { image: TensorInfo; boxes: TensorInfo; boxInd: TensorInfo },
    { cropSize: [number, number]; method: string; extrapolationValue: number }
  >('CropAndResize', ({ inputs: { image, boxes, boxInd }, attrs, backend }) =>
    backend.run1('CropAndResize', [image, boxes, boxInd, backend.int32(attrs.cropSize)], {
      method: string(attrs.method),
      extrapolation_value: float(attrs.extrapolationValue),
    }),
  ),
];
