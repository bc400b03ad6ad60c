/** The one formula that fills every tensor of a golden file; tools/golden/formula.py is the same in Python. */

/** What the numbers of a tensor are, and where they go. */
interface FillOptions {
  /** Name in the library that the golden file is of. */
  readonly name: string;
  /** Size of each axis as the library has the tensor. */
  readonly shape: readonly number[];
  /** The library's axis that stands at each of our places. @defaultValue the library's order */
  readonly order?: readonly number[];
  /** Middle of the numbers. @defaultValue 0 */
  readonly centre?: number;
  /** Half of their range. @defaultValue 1 */
  readonly spread?: number;
}

/** Numbers in [centre - spread, centre + spread) that depend on the name and the library's flat index alone, in our order. */
export function fill(options: FillOptions): Float32Array {
  const { name, shape, order = shape.map((_, axis) => axis), centre = 0, spread = 1 } = options;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, length) => size * length, 1));
  const axes = order.map((axis) => ({ length: shape[axis] ?? 1, stride: strides[axis] ?? 1 }));
  const { length: inner = 1, stride = 1 } = axes.at(-1) ?? {};
  const numbers = new Float32Array(shape.reduce((size, length) => size * length, 1));
  const seed = fnv1a(name);
  const outer = axes.slice(0, -1);
  for (let row = 0; row < numbers.length / inner; row++) {
    let [start, rest] = [0, row];
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const { length = 1, stride: step = 1 } = outer[axis] ?? {};
      start += (rest % length) * step;
      rest = Math.floor(rest / length);
    }
    for (let i = 0; i < inner; i++) {
      let x = (Math.imul(start + i * stride, 0x9e3779b9) + seed) | 0;
      x = Math.imul(x ^ (x >>> 16), 0x85ebca6b); // the finaliser of MurmurHash3
      x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
      x ^= x >>> 16;
      numbers[row * inner + i] = centre + spread * ((x >>> 0) / 2 ** 31 - 1);
    }
  }
  return numbers;
}

/** A weight by its canonical name: kernels as He's uniform initialisation, scales and variances around 1, the rest around 0. */
export function fillWeight(options: FillOptions & { readonly fanIn: number }): Float32Array {
  if (options.shape.length > 1) return fill({ ...options, spread: Math.sqrt(6 / options.fanIn) });
  const aroundOne = /(?:weight|gamma|running_var|moving_variance)$/.test(options.name);
  return fill({ ...options, centre: aroundOne ? 1 : 0, spread: 0.1 });
}

function fnv1a(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash;
}
