import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { int } from '../eager/attributes.ts';

/** Every `steps[i]`-th element along the spatial axis i of images with their channels last, the first one included. */
export function pick(backend: TensorFlowBackend, images: TensorInfo, steps: readonly number[]): TensorInfo {
  const rank = images.shape.length;
  const none = backend.int32(images.shape.map(() => 0));
  const whole = int(2 ** rank - 1);
  return backend.run1('StridedSlice', [images, none, none, backend.int32([1, ...steps, 1])], {
    begin_mask: whole,
    end_mask: whole,
  });
}

/** The gradient of {@link pick}: `steps[i] - 1` zeros between neighbours along the spatial axis i. */
export function spread(backend: TensorFlowBackend, images: TensorInfo, steps: readonly number[]): TensorInfo {
  const [batch = 0, ...others] = images.shape;
  const channels = others.at(-1) ?? 0;
  const spatial = others.slice(0, -1);
  const apart = backend.run1('Reshape', [
    images,
    backend.int32([batch, ...spatial.flatMap((dim) => [dim, 1]), channels]),
  ]);
  const after = [0, ...steps.flatMap((step) => [0, step - 1]), 0];
  const padded = backend.run1('PadV2', [
    apart,
    backend.int32Matrix(after.map((size) => [0, size])),
    backend.constant(0, images.dtype),
  ]);
  const wide = spatial.map((dim, axis) => dim * (steps[axis] ?? 1));
  const size = spatial.map((dim, axis) => (dim - 1) * (steps[axis] ?? 1) + 1);
  return backend.run1('Slice', [
    backend.run1('Reshape', [padded, backend.int32([batch, ...wide, channels])]),
    backend.int32(images.shape.map(() => 0)),
    backend.int32([batch, ...size, channels]),
  ]);
}
