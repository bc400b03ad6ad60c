import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { string } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';

interface TransformAttrs {
  readonly interpolation: string;
  readonly fillMode: string;
  readonly fillValue: number;
  readonly outputShape?: readonly [height: number, width: number] | null;
}

/** Images seen in perspective. */
export const PROJECTIVE_TRANSFORM: readonly KernelConfig[] = [
  kernel<{ image: TensorInfo; transforms: TensorInfo }, TransformAttrs>(
    'Transform',
    ({ inputs: { image, transforms }, attrs, backend }) =>
      backend.run1(
        'ImageProjectiveTransformV3',
        [
          { exact: image },
          transforms,
          backend.int32(attrs.outputShape ?? image.shape.slice(1, 3)),
          backend.constant(attrs.fillValue, 'float32'),
        ],
        {
          interpolation: string(String(attrs.interpolation).toUpperCase()),
          fill_mode: string(String(attrs.fillMode).toUpperCase()),
        },
      ),
  ),
];
