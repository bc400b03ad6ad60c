import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string, type Attributes } from '../eager/attributes.ts';
import type { WindowInfo } from './window-geometry.ts';

/** Rows or columns `[before, after]` around the image; a negative `after` cuts the image there. */
type Margin = readonly [before: number, after: number];

/**
 * The margin with which TensorFlow's rule (as many windows as fit) gives the output size that tfjs computed.
 *
 * tfjs's own `after` is another where `dimRoundingMode` lets the last window stick out (`ceil`), or where a numeric padding
 * meets a window that is not square: tfjs takes the window's height and the vertical stride for both axes.
 */
function margin(input: number, output: number, stride: number, window: number, before: number): Margin {
  const after = (output - 1) * stride + window - input - before;
  // Fewer elements than a stride that no window reaches do no harm.
  return [before, after < 0 && after > -stride ? 0 : after];
}

/** Margins of rows and columns. */
export function margins(info: WindowInfo): readonly [rows: Margin, columns: Margin] {
  const { padInfo: pad } = info;
  return [
    margin(info.inHeight, info.outHeight, info.strideHeight, info.effectiveFilterHeight, pad.top),
    margin(info.inWidth, info.outWidth, info.strideWidth, info.effectiveFilterWidth, pad.left),
  ];
}

function along(info: WindowInfo, outer: Margin, rows: Margin, columns: Margin): Margin[] {
  return info.dataFormat === 'channelsLast' ? [outer, rows, columns, outer] : [outer, outer, rows, columns];
}

/** TensorFlow's attributes for the padding; undefined where no attribute says it and {@link surround} must. */
export function paddingAttributes(info: WindowInfo): Attributes | undefined {
  if (info.padInfo.type === 'SAME') return { padding: string('SAME') };
  const [rows, columns] = margins(info);
  const all = [...rows, ...columns];
  if (all.every((size) => size === 0)) return { padding: string('VALID') };
  if (all.some((size) => size < 0)) return undefined;
  return { padding: string('EXPLICIT'), explicit_paddings: ints(along(info, [0, 0], rows, columns).flat()) };
}

/** Whether the padding is neither none nor TensorFlow's SAME. */
export function isExplicit(info: WindowInfo): boolean {
  return (
    info.padInfo.type !== 'SAME' &&
    margins(info)
      .flat()
      .some((size) => size !== 0)
  );
}

/** The image with its margins filled with `value`, so that `VALID` gives the wanted output. */
export function surround(
  backend: TensorFlowBackend,
  x: TensorInfo,
  info: WindowInfo,
  value: number,
): TensorInfo {
  const [rows, columns] = margins(info);
  const positive = along(info, [0, 0], rows, columns).map(([before, after]) => [before, Math.max(after, 0)]);
  const padded = backend.run1('PadV2', [x, backend.int32Matrix(positive), backend.constant(value, x.dtype)]);
  const shape = surroundedShape(info, x.shape);
  return padded.shape.every((dim, axis) => dim === shape[axis])
    ? padded
    : backend.run1('Slice', [padded, backend.int32(shape.map(() => 0)), backend.int32(shape)]);
}

/** Shape of what {@link surround} answers. */
export function surroundedShape(info: WindowInfo, shape: readonly number[]): number[] {
  const around = along(info, [0, 0], ...margins(info));
  return shape.map((dim, axis) => dim + (around[axis]?.[0] ?? 0) + (around[axis]?.[1] ?? 0));
}

/** The gradient of {@link surround}: the margins are cut off, and where the image was cut there are zeros. */
export function uncover(
  backend: TensorFlowBackend,
  gradient: TensorInfo,
  info: WindowInfo,
  shape: readonly number[],
): TensorInfo {
  const around = along(info, [0, 0], ...margins(info));
  const extended = around.map(([, after]) => [0, Math.max(-after, 0)]);
  const whole = extended.some(([, after]) => after !== 0)
    ? backend.run1('PadV2', [gradient, backend.int32Matrix(extended), backend.constant(0, gradient.dtype)])
    : gradient;
  const begin = around.map(([before]) => before);
  return backend.run1('Slice', [whole, backend.int32(begin), backend.int32(shape)]);
}
