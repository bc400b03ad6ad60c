import type { PixelMove } from './pixel-move.ts';
import type { PixelScale } from './pixel-scale.ts';

/** Writes normalised pixels of images of one shape. */
export interface PixelWriter {
  /** `[height, width, channels]` of the images. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Numbers of one image. */
  readonly size: number;
  /** Writes an image's `(pixel - mean) / std` into `target` from `offset` on. */
  write(pixels: Uint8Array, target: Float32Array, offset: number): void;
  /** The same of the image moved and mirrored. */
  writeMoved(pixels: Uint8Array, target: Float32Array, offset: number, move: PixelMove): void;
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
  const write = mean.length === channels ? byTable(mean, std) : byPixel(mean, std);
  const still = { height, width, channels, top: 0, begin: 0, end: width, from: 0, step: channels };
  const nothing = new Uint8Array(channels);
  return {
    shape,
    size,
    write: (pixels, target, offset) => write({ ...still, fill: nothing }, pixels, target, offset),
    writeMoved(pixels, target, offset, { top, left, mirrored, fill }) {
      // The columns of the result that come from the image.
      const begin = Math.min(width, Math.max(0, mirrored ? left : -left));
      const end = Math.max(begin, Math.min(width, mirrored ? width + left : width - left));
      const from = ((mirrored ? width - 1 - begin : begin) + left) * channels;
      const step = mirrored ? -channels : channels;
      write({ height, width, channels, top, begin, end, from, step, fill }, pixels, target, offset);
    },
  };
}

/**
 * Where the pixels of each row of a result come from: those of the columns from `begin` to `end` from the row `top` below, where the first of
 * them is at byte `from` and the next one `step` bytes after it; the others are `fill`.
 */
interface RowMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly top: number;
  readonly begin: number;
  readonly end: number;
  readonly from: number;
  readonly step: number;
  readonly fill: Uint8Array;
}

type Write = (map: RowMap, pixels: Uint8Array, target: Float32Array, offset: number) => void;

// The casts in these loops say what the bounds of the loops ensure. Three channels have loops of their own, which take half the time.

function byTable(mean: Float64Array, std: Float64Array): Write {
  const tables = Array.from(mean, (level, channel) =>
    Float32Array.from({ length: 256 }, (_, pixel) => (pixel - level) / (std[channel] as number)),
  );
  const [red = new Float32Array(), green = red, blue = red] = tables;
  return ({ height, width, channels, top, begin, end, from, step, fill }, pixels, target, offset) => {
    const border = tables.map((table, channel) => table[fill[channel] as number] as number);
    let to = offset;
    for (let row = 0; row < height; row += 1) {
      const inside = row + top >= 0 && row + top < height;
      const first = inside ? begin : width;
      const last = inside ? end : width;
      for (let at = 0; at < first * channels; at += 1, to += 1) target[to] = border[at % channels] as number;
      let at = (row + top) * width * channels + from;
      if (channels === 3)
        for (let column = first; column < last; column += 1, at += step, to += 3) {
          target[to] = red[pixels[at] as number] as number;
          target[to + 1] = green[pixels[at + 1] as number] as number;
          target[to + 2] = blue[pixels[at + 2] as number] as number;
        }
      else
        for (let column = first; column < last; column += 1, at += step)
          for (let channel = 0; channel < channels; channel += 1, to += 1)
            target[to] = tables[channel]?.[pixels[at + channel] as number] as number;
      for (let rest = 0; rest < (width - last) * channels; rest += 1, to += 1)
        target[to] = border[rest % channels] as number;
    }
  };
}

function byPixel(mean: Float64Array, std: Float64Array): Write {
  const [red = 1, green = red, blue = red] = std;
  return ({ height, width, channels, top, begin, end, from, step, fill }, pixels, target, offset) => {
    let to = 0;
    const put = (pixel: number, channel: number): void => {
      target[offset + to] = (pixel - (mean[to] as number)) / (std[channel] as number);
      to += 1;
    };
    for (let row = 0; row < height; row += 1) {
      const inside = row + top >= 0 && row + top < height;
      const first = inside ? begin : width;
      const last = inside ? end : width;
      for (let rest = 0; rest < first * channels; rest += 1)
        put(fill[rest % channels] as number, rest % channels);
      let at = (row + top) * width * channels + from;
      if (channels === 3)
        for (let column = first; column < last; column += 1, at += step, to += 3) {
          target[offset + to] = ((pixels[at] as number) - (mean[to] as number)) / red;
          target[offset + to + 1] = ((pixels[at + 1] as number) - (mean[to + 1] as number)) / green;
          target[offset + to + 2] = ((pixels[at + 2] as number) - (mean[to + 2] as number)) / blue;
        }
      else
        for (let column = first; column < last; column += 1, at += step)
          for (let channel = 0; channel < channels; channel += 1)
            put(pixels[at + channel] as number, channel);
      for (let rest = 0; rest < (width - last) * channels; rest += 1)
        put(fill[rest % channels] as number, rest % channels);
    }
  };
}
