import type { ImageSplit } from '../image-dataset.ts';

/** Options of {@link meanImage}. */
export interface MeanImageOptions {
  /** Images to measure: those to train on, as a rule. */
  readonly split: ImageSplit;
}

const known = new WeakMap<ImageSplit, Float32Array>();

/**
 * Measures the mean of every pixel over all images, for the normalisation of AlexNet and of the CIFAR nets of He et al. (2015), who
 * subtract it. A split is measured once; later calls answer from memory.
 *
 * @param options - The images, all of one size.
 * @returns `[height, width, channels]` in pixel units [0, 255]; shared between the callers, do not change it.
 * @throws RangeError when there are no images.
 */
export function meanImage(options: MeanImageOptions): Float32Array {
  const { split } = options;
  const measured = known.get(split);
  if (measured !== undefined) return measured;
  const { images, imageShape, length } = split;
  if (length === 0) throw new RangeError('meanImage needs at least 1 image; the split has 0.');
  const size = imageShape[0] * imageShape[1] * imageShape[2];
  // Sums of integers are exact.
  const sums = new Float64Array(size);
  for (let image = 0, at = 0; image < length; image += 1) {
    for (let pixel = 0; pixel < size; pixel += 1, at += 1)
      sums[pixel] = (sums[pixel] as number) + (images[at] as number);
  }
  const mean = Float32Array.from(sums, (sum) => sum / length);
  known.set(split, mean);
  return mean;
}
