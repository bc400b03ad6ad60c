import type { PixelScale } from './pixel-scale.ts';

/** Writes normalised pixels of images of one shape. */
export interface PixelWriter {
  /** `[height, width, channels]` of the images. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Numbers of one image. */
  readonly size: number;
  /** Writes an image's `(pixel - mean) / std` into `target` from `offset` on. */
  write(pixels: Uint8Array, target: Float32Array, offset: number): void;
}

/** Options of {@link pixelWriter}. */
export interface PixelWriterOptions {
  /** What pixels are normalised with. */
  readonly scale: PixelScale;
  /** `[height, width, channels]` of the images. */
  readonly shape: readonly [height: number, width: number, channels: number];
}

/**
 * Makes a writer: a table of 256 numbers for each channel where the mean is one number for each channel.
 *
 * @throws RangeError where the numbers fit neither the channels nor the pixels.
 */
export function pixelWriter({ scale: { mean, std }, shape }: PixelWriterOptions): PixelWriter {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  if (std.length !== channels || (mean.length !== channels && mean.length !== size))
    throw new RangeError(
      `The images are ${height}x${width}x${channels}, and what they are normalised with has ${mean.length} means and ${std.length} deviations; measure it on images that are prepared in the same way.`,
    );
  if (mean.length === channels) {
    const table = Float32Array.from({ length: channels * 256 }, (_, entry) => {
      const channel = Math.floor(entry / 256);
      return ((entry % 256) - (mean[channel] as number)) / (std[channel] as number);
    });
    return {
      shape,
      size,
      write(pixels, target, offset) {
        let channel = 0;
        for (let at = 0; at < size; at += 1) {
          target[offset + at] = table[channel * 256 + (pixels[at] as number)] as number;
          channel = channel + 1 === channels ? 0 : channel + 1;
        }
      },
    };
  }
  return {
    shape,
    size,
    write(pixels, target, offset) {
      for (let at = 0; at < size; at += 1)
        target[offset + at] =
          ((pixels[at] as number) - (mean[at] as number)) / (std[at % channels] as number);
    },
  };
}
