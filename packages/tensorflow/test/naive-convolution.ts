/** A convolution in any number of dimensions, channels last. */
export interface NaiveConvolution {
  /** `[batch, ...spatial, channels]`. */
  readonly inputShape: readonly number[];
  /** `[...window, channels per group, outputs]`; depthwise `[...window, channels, multiplier]`. */
  readonly filterShape: readonly number[];
  /** `[batch, ...spatial, outputs]`. */
  readonly outShape: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding in front of each spatial axis. */
  readonly before: readonly number[];
  readonly depthwise?: boolean;
}

/** Calls `visit` with the flat indices of every product `x[i] * filter[j]` that is a part of `y[k]`. */
function products(
  { inputShape, filterShape, outShape, strides, dilations, before, depthwise = false }: NaiveConvolution,
  visit: (x: number, filter: number, y: number) => void,
): void {
  const rank = strides.length;
  const positions = inputShape.slice(1, -1);
  const channels = inputShape.at(-1) ?? 0;
  const outputs = outShape.at(-1) ?? 0;
  const [perGroup = 0, last = 0] = filterShape.slice(-2);
  const groups = depthwise ? channels : channels / perGroup;
  const flat = (place: readonly number[], shape: readonly number[]): number =>
    place.reduce((index, at, axis) => index * (shape[axis] ?? 1) + at, 0);
  const windows = outShape.slice(1, -1);
  for (const out of indices([...outShape.slice(0, 1), ...windows]))
    for (const tap of indices(filterShape.slice(0, rank))) {
      const [image = 0, ...window] = out;
      const place = window.map(
        (at, axis) =>
          at * (strides[axis] ?? 1) + (tap[axis] ?? 0) * (dilations[axis] ?? 1) - (before[axis] ?? 0),
      );
      if (!place.every((at, axis) => at >= 0 && at < (positions[axis] ?? 0))) continue;
      for (let output = 0; output < outputs; output++) {
        const group = Math.floor(output / (outputs / groups));
        const y = flat([...out, output], outShape);
        if (depthwise)
          visit(
            flat([image, ...place, group], inputShape),
            flat([...tap, group, output % last], filterShape),
            y,
          );
        else
          for (let channel = 0; channel < perGroup; channel++)
            visit(
              flat([image, ...place, group * perGroup + channel], inputShape),
              flat([...tap, channel, output], filterShape),
              y,
            );
      }
    }
}

function* indices(shape: readonly number[]): Generator<number[]> {
  const [first, ...rest] = shape;
  if (first === undefined) yield [];
  else for (let at = 0; at < first; at++) for (const others of indices(rest)) yield [at, ...others];
}

const zeros = (shape: readonly number[]): number[] =>
  Array.from({ length: shape.reduce((product, dim) => product * dim, 1) }, () => 0);

/** The convolution and both of its gradients, by the definition: every product, one after the other. */
export function naiveConvolution(
  convolution: NaiveConvolution,
  { x, filter, dy }: Readonly<Record<'x' | 'filter' | 'dy', ArrayLike<number>>>,
): { y: number[]; dx: number[]; dFilter: number[] } {
  const y = zeros(convolution.outShape);
  const dx = zeros(convolution.inputShape);
  const dFilter = zeros(convolution.filterShape);
  products(convolution, (i, j, k) => {
    y[k] = (y[k] ?? 0) + (x[i] ?? 0) * (filter[j] ?? 0);
    dx[i] = (dx[i] ?? 0) + (dy[k] ?? 0) * (filter[j] ?? 0);
    dFilter[j] = (dFilter[j] ?? 0) + (dy[k] ?? 0) * (x[i] ?? 0);
  });
  return { y, dx, dFilter };
}
