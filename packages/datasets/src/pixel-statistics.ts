import type { ImageSplit } from './image-dataset.ts';

/** Options of {@link pixelStatistics}. */
export interface PixelStatisticsOptions {
  /** Images to measure: those to train on, as a rule. */
  readonly split: ImageSplit;
}

/** Mean and standard deviation of the pixels, one number for each channel. */
export interface PixelStatistics {
  /** Mean of each channel, in pixel units [0, 255]. */
  readonly mean: number[];
  /** Standard deviation of each channel over all pixels, in pixel units. */
  readonly std: number[];
}

/**
 * Measures mean and standard deviation of each channel. The sums are of integers and so exact: the order of the
 * images does not change a bit.
 *
 * @param options - The images.
 * @returns Mean and standard deviation, in pixel units [0, 255]; 33.32 and 78.57 for MNIST.
 * @throws RangeError when there are no images.
 */
export function pixelStatistics(options: PixelStatisticsOptions): PixelStatistics {
  const { images, imageShape } = options.split;
  const channels = imageShape[2];
  const pixels = images.length / channels;
  if (pixels === 0) throw new RangeError('pixelStatistics needs at least 1 image; the split has 0.');
  const mean: number[] = [];
  const std: number[] = [];
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    let squares = 0;
    for (let index = channel; index < images.length; index += channels) {
      const pixel = images[index] ?? 0;
      sum += pixel;
      squares += pixel * pixel;
    }
    const average = sum / pixels;
    mean.push(average);
    std.push(Math.sqrt(Math.max(0, squares / pixels - average * average)));
  }
  return { mean, std };
}
