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
  const rowBytes = width * channels;
  const write = mean.length === channels ? byTable(mean, std, rowBytes) : byPixel(mean, std, rowBytes);
  const places = Int32Array.from({ length: rowBytes }, (_, place) => place);
  const moved = new Int32Array(rowBytes);
  const nothing = new Uint8Array(channels);
  return {
    shape,
    size,
    write: (pixels, target, offset) =>
      write(
        { height, rowBytes, channels, top: 0, begin: 0, end: rowBytes, from: places, fill: nothing },
        pixels,
        target,
        offset,
      ),
    writeMoved(pixels, target, offset, { top, left, mirrored, fill }) {
      // The columns of the result that come from the image, and from which of its bytes.
      const first = Math.min(width, Math.max(0, mirrored ? left : -left));
      const last = Math.max(first, Math.min(width, mirrored ? width + left : width - left));
      for (let column = first, to = first * channels; column < last; column += 1) {
        const from = ((mirrored ? width - 1 - column : column) + left) * channels;
        for (let channel = 0; channel < channels; channel += 1, to += 1) moved[to] = from + channel;
      }
      write(
        { height, rowBytes, channels, top, begin: first * channels, end: last * channels, from: moved, fill },
        pixels,
        target,
        offset,
      );
    },
  };
}

/** Where the bytes of each row of a result come from: those from `begin` to `end` from the places `from` of the row `top` below. */
interface RowMap {
  readonly height: number;
  readonly rowBytes: number;
  readonly channels: number;
  readonly top: number;
  readonly begin: number;
  readonly end: number;
  readonly from: Int32Array;
  readonly fill: Uint8Array;
}

type Write = (map: RowMap, pixels: Uint8Array, target: Float32Array, offset: number) => void;

// The casts in these loops say what the bounds of the loops ensure.

function byTable(mean: Float64Array, std: Float64Array, length: number): Write {
  const channelCount = mean.length;
  const table = Float32Array.from({ length: channelCount * 256 }, (_, entry) => {
    const channel = Math.floor(entry / 256);
    return ((entry % 256) - (mean[channel] as number)) / (std[channel] as number);
  });
  const tables = Int32Array.from({ length }, (_, at) => (at % channelCount) * 256);
  return ({ height, rowBytes, channels, top, begin, end, from, fill }, pixels, target, offset) => {
    const border = Float32Array.from(fill, (level, channel) => table[channel * 256 + level] as number);
    for (let row = 0, to = offset; row < height; row += 1, to += rowBytes) {
      const inside = row + top >= 0 && row + top < height;
      const first = inside ? begin : rowBytes;
      const last = inside ? end : rowBytes;
      const start = (row + top) * rowBytes;
      for (let at = 0; at < first; at += 1) target[to + at] = border[at % channels] as number;
      for (let at = first; at < last; at += 1)
        target[to + at] = table[
          (tables[at] as number) + (pixels[start + (from[at] as number)] as number)
        ] as number;
      for (let at = last; at < rowBytes; at += 1) target[to + at] = border[at % channels] as number;
    }
  };
}

function byPixel(mean: Float64Array, std: Float64Array, length: number): Write {
  const deviations = Float64Array.from({ length }, (_, at) => std[at % std.length] as number);
  return ({ height, rowBytes, channels, top, begin, end, from, fill }, pixels, target, offset) => {
    for (let row = 0, to = offset; row < height; row += 1, to += rowBytes) {
      const inside = row + top >= 0 && row + top < height;
      const first = inside ? begin : rowBytes;
      const last = inside ? end : rowBytes;
      const start = (row + top) * rowBytes;
      const pixel = row * rowBytes;
      for (let at = 0; at < first; at += 1)
        target[to + at] =
          ((fill[at % channels] as number) - (mean[pixel + at] as number)) / (deviations[at] as number);
      for (let at = first; at < last; at += 1)
        target[to + at] =
          ((pixels[start + (from[at] as number)] as number) - (mean[pixel + at] as number)) /
          (deviations[at] as number);
      for (let at = last; at < rowBytes; at += 1)
        target[to + at] =
          ((fill[at % channels] as number) - (mean[pixel + at] as number)) / (deviations[at] as number);
    }
  };
}
