import type { ImageSplit } from '../image-dataset.ts';

/** Principal components of the colours of a set, for pixels in [0, 1]. */
export interface PrincipalColours {
  /** Variance along each component, the largest first; of ImageNet by tradition as in {@link IMAGENET_COLOURS}. */
  readonly values: readonly number[];
  /** A row for each channel, a column for each component, of length 1. */
  readonly vectors: readonly (readonly number[])[];
}

/**
 * Components of ImageNet's colours as fb.resnet.torch has them (datasets/imagenet.lua), from where most libraries took them.
 */
export const IMAGENET_COLOURS: PrincipalColours = {
  values: [0.2175, 0.0188, 0.0045],
  vectors: [
    [-0.5675, 0.7192, 0.4009],
    [-0.5808, -0.0045, -0.814],
    [-0.5836, -0.6948, 0.4203],
  ],
};

/** Options of {@link principalColours}. */
export interface PrincipalColoursOptions {
  /** Images of 3 channels: those to train on, as a rule. */
  readonly split: ImageSplit;
}

/**
 * Computes the principal components of the colours of all pixels, for `pcaNoise`: eigenvalues and eigenvectors of the 3 x 3 covariance.
 *
 * @param options - The images.
 * @throws RangeError when the images are not of 3 channels, or there are none.
 */
export function principalColours(options: PrincipalColoursOptions): PrincipalColours {
  const { images, imageShape } = options.split;
  if (imageShape[2] !== 3 || images.length === 0) {
    throw new RangeError(
      `principalColours needs at least 1 image of 3 channels; got ${images.length} bytes of ${imageShape[2]} channels.`,
    );
  }
  const sums = [0, 0, 0];
  const products = new Float64Array(9);
  for (let at = 0; at < images.length; at += 3) {
    for (let row = 0; row < 3; row += 1) {
      const value = images[at + row] as number;
      sums[row] = (sums[row] as number) + value;
      for (let column = row; column < 3; column += 1) {
        products[row * 3 + column] =
          (products[row * 3 + column] as number) + value * (images[at + column] as number);
      }
    }
  }
  const count = images.length / 3;
  const covariance = Array.from({ length: 3 }, (_, row) =>
    Array.from({ length: 3 }, (__, column) => {
      const [low, high] = row < column ? [row, column] : [column, row];
      const product = (products[low * 3 + high] as number) / count;
      return (product - ((sums[row] as number) / count) * ((sums[column] as number) / count)) / 255 ** 2;
    }),
  );
  return eigen(covariance);
}

/** Jacobi's method for a symmetric matrix: rotations until nothing is left beside the diagonal. */
function eigen(symmetric: number[][]): PrincipalColours {
  const size = symmetric.length;
  let matrix = symmetric;
  let vectors = identity(size);
  for (let sweep = 0; sweep < 30; sweep += 1) {
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        const off = at(matrix, p, q);
        if (off === 0) continue;
        const angle = 0.5 * Math.atan2(2 * off, at(matrix, q, q) - at(matrix, p, p));
        const rotation = identity(size);
        set(rotation, p, p, Math.cos(angle));
        set(rotation, q, q, Math.cos(angle));
        set(rotation, p, q, Math.sin(angle));
        set(rotation, q, p, -Math.sin(angle));
        matrix = product(transposed(rotation), product(matrix, rotation));
        vectors = product(vectors, rotation);
      }
    }
  }
  const order = [...matrix.keys()].sort((one, other) => at(matrix, other, other) - at(matrix, one, one));
  return {
    values: order.map((place) => Math.max(0, at(matrix, place, place))),
    vectors: vectors.map((row) => order.map((place) => row[place] ?? 0)),
  };
}

const at = (matrix: readonly (readonly number[])[], row: number, column: number): number =>
  matrix[row]?.[column] ?? 0;
const set = (matrix: number[][], row: number, column: number, value: number): void => {
  matrix[row]?.splice(column, 1, value);
};
const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => (row === column ? 1 : 0)),
  );
const transposed = (matrix: readonly (readonly number[])[]): number[][] =>
  matrix.map((_, row) => matrix.map((__, column) => at(matrix, column, row)));
const product = (left: readonly (readonly number[])[], right: readonly (readonly number[])[]): number[][] =>
  left.map((row) =>
    right.map((_, column) => row.reduce((sum, value, place) => sum + value * at(right, place, column), 0)),
  );
