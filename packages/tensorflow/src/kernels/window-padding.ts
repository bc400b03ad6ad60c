import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import type { WindowAxis, WindowInfo } from './window-axes.ts';

/** Elements `[before, after]` around the image along one axis; a negative `after` cuts the image there. */
export type Margin = readonly [before: number, after: number];

const SAME: Attributes = { padding: string('SAME') };

/** TensorFlow's attribute for no padding. */
export const VALID: Attributes = { padding: string('VALID') };

/**
 * The margin with which TensorFlow's rule (as many windows as fit) gives the output size that tfjs computed.
 *
 * tfjs's own `after` is another where `dimRoundingMode` lets the last window stick out (`ceil`), or where a numeric padding
 * meets a window that is not square: tfjs takes the window's height and the vertical stride for both axes.
 */
function margin({ input, output, stride, extent, before }: WindowAxis): Margin {
  const after = (output - 1) * stride + extent - input - before;
  // Fewer elements than a stride that no window reaches do no harm.
  return [before, after < 0 && after > -stride ? 0 : after];
}

/** Margins of the spatial axes. */
export function margins(info: WindowInfo): readonly Margin[] {
  return info.axes.map(margin);
}

/** Margins of all axes of images with their channels last. */
function around(info: WindowInfo): readonly Margin[] {
  return [[0, 0], ...margins(info), [0, 0]];
}

/** TensorFlow's attributes for the padding; undefined where no attribute says it and {@link surround} must. */
export function paddingAttributes(info: WindowInfo): Attributes | undefined {
  if (info.same) return SAME;
  if (!isExplicit(info)) return VALID;
  const all = around(info).flat();
  // In three dimensions TensorFlow has no explicit padding.
  if (info.axes.length !== 2 || all.some((size) => size < 0)) return undefined;
  return { padding: string('EXPLICIT'), explicit_paddings: ints(all) };
}

/** Whether the padding is neither none nor TensorFlow's SAME. */
export function isExplicit(info: WindowInfo): boolean {
  return !info.same && margins(info).some(([before, after]) => before !== 0 || after !== 0);
}

/** The image with its margins filled with `value`, so that `VALID` gives the wanted output. */
export function surround(
  backend: TensorFlowBackend,
  x: TensorInfo,
  info: WindowInfo,
  value: number,
): TensorInfo {
  const positive = around(info).map(([before, after]) => [before, Math.max(after, 0)]);
  const padded = positive.flat().some((size) => size > 0)
    ? backend.run1('PadV2', [x, backend.int32Matrix(positive), backend.constant(value, x.dtype)])
    : x;
  const shape = surroundedShape(info, x.shape);
  return padded.shape.every((dim, axis) => dim === shape[axis])
    ? padded
    : backend.run1('Slice', [padded, backend.int32(shape.map(() => 0)), backend.int32(shape)]);
}

/** Shape of what {@link surround} answers. */
export function surroundedShape(info: WindowInfo, shape: readonly number[]): number[] {
  const sizes = around(info).map(([before, after]) => before + after);
  return shape.map((dim, axis) => dim + (sizes[axis] ?? 0));
}

/** The gradient of {@link surround}: the margins are cut off, and where the image was cut there are zeros. */
export function uncover(
  backend: TensorFlowBackend,
  gradient: TensorInfo,
  info: WindowInfo,
  shape: readonly number[],
): TensorInfo {
  const extended = around(info).map(([, after]) => [0, Math.max(-after, 0)]);
  const whole = extended.some(([, after]) => after !== 0)
    ? backend.run1('PadV2', [gradient, backend.int32Matrix(extended), backend.constant(0, gradient.dtype)])
    : gradient;
  const begin = around(info).map(([before]) => before);
  return backend.run1('Slice', [whole, backend.int32(begin), backend.int32(shape)]);
}

/** The same windows on the image that {@link surround} answers. */
export function withoutPadding<Info extends WindowInfo>(info: Info): Info {
  const sizes = margins(info);
  const axes = info.axes.map((axis, index) => {
    const [before, after] = sizes[index] ?? [0, 0];
    return { ...axis, input: axis.input + before + after, before: 0 };
  });
  return { ...info, same: false, axes, inShape: surroundedShape(info, info.inShape) };
}
