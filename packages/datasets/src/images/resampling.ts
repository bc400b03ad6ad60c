/** How the pixels of a resized image are interpolated. */
export type ResizeFilter = 'bilinear' | 'bicubic';

interface Kernel {
  /** Distance from the centre, in output pixels, beyond which the weight is 0. */
  readonly support: number;
  readonly weight: (distance: number) => number;
}

const KERNELS: Readonly<Record<ResizeFilter, Kernel>> = {
  bilinear: { support: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: { support: 2, weight: cubic },
};

/** Keys's cubic with a = -1/2, as PIL has it. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** PIL's fixed point: 8 bits of a pixel and 2 of overshoot leave these of 32 for the fraction. */
export const FRACTION_BITS = 22;

/** Which input pixels make each output pixel along one axis, and with what weights. */
export interface Taps {
  /** First input pixel of each output pixel. */
  readonly first: Int32Array;
  /** Number of input pixels of each output pixel. */
  readonly count: Int32Array;
  /** Weights in 22 fractional bits, `[output, width]`. */
  readonly weights: Int32Array;
  /** Weights of one output pixel, with those unused at the end. */
  readonly width: number;
}

/** Options of {@link taps}. */
export interface TapsOptions {
  /** Pixels along the axis before. */
  readonly input: number;
  /** Pixels along the axis afterwards. */
  readonly output: number;
  readonly filter: ResizeFilter;
  /** First output pixel that is wanted. */
  readonly from: number;
  /** Number of output pixels that are wanted. */
  readonly length: number;
}

/**
 * The weights of one axis, by PIL's `precompute_coeffs` and `normalize_coeffs_8bpc`: the kernel is widened by the shrink factor,
 * so that every input pixel counts.
 */
export function taps({ input, output, filter, from: start, length }: TapsOptions): Taps {
  const kernel = KERNELS[filter];
  const scale = input / output;
  const widened = Math.max(1, scale);
  const support = kernel.support * widened;
  const width = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Int32Array(length * width);
  const row = new Float64Array(width);
  const inverse = 1 / widened;
  for (let place = 0; place < length; place += 1) {
    const centre = (place + start + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - support + 0.5));
    const used = Math.min(input, Math.trunc(centre + support + 0.5)) - from;
    let sum = 0;
    for (let tap = 0; tap < used; tap += 1) {
      const weight = kernel.weight((tap + from - centre + 0.5) * inverse);
      row[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < used; tap += 1) {
      const weight = sum === 0 ? (row[tap] ?? 0) : (row[tap] ?? 0) / sum;
      weights[place * width + tap] = Math.trunc(weight * 2 ** FRACTION_BITS + (weight < 0 ? -0.5 : 0.5));
    }
    first[place] = from;
    count[place] = used;
  }
  return { first, count, weights, width };
}
