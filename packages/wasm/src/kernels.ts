import { CONV2D_GRADIENTS } from './conv2d-gradients.ts';
import { CONV3D_GRADIENTS } from './conv3d-gradients.ts';
import { DEPTHWISE_GRADIENTS } from './depthwise-gradients.ts';
import { MAX_POOL_KERNELS } from './max-pool.ts';
import type { SuppliedKernel } from './supplied-kernel.ts';
import { TYPED_KERNELS } from './typed-kernels.ts';
import { SEGMENT_SUM } from './unsorted-segment-sum.ts';

/** Every kernel that this package brings to the backend `wasm`. */
export const KERNELS: readonly SuppliedKernel[] = [
  ...CONV2D_GRADIENTS,
  ...DEPTHWISE_GRADIENTS,
  ...CONV3D_GRADIENTS,
  ...MAX_POOL_KERNELS,
  SEGMENT_SUM,
  ...TYPED_KERNELS,
];
