import type { AugmentImage } from '../augment/augmentation.ts';
import type { Image, ImageSource } from '../image-source.ts';

/** Mean and standard deviation of each channel, of pixels from 0 to 255. */
export interface ChannelScale {
  /** What is subtracted from each pixel. */
  readonly mean: readonly number[];
  /** What the difference is divided by. */
  readonly std: readonly number[];
}

/**
 * How pixels become numbers: `'channels'`, minus the mean of each channel over the training images and divided by its standard deviation;
 * `'pixels'`, minus the mean of each pixel over them and divided by 255, as He et al. 2015 (section 4.2); `'scale'`, divided by 255; or by
 * numbers of your own.
 */
export type PixelNormalisation = 'channels' | 'pixels' | 'scale' | ChannelScale;

/** Numbers that pixels are normalised with: `(pixel - mean) / std`. */
export interface PixelScale {
  /** One for each channel, or for each pixel `[height, width, channels]`. */
  readonly mean: Float64Array;
  /** One for each channel. */
  readonly std: Float64Array;
}

/** Options of {@link pixelScale}. */
export interface PixelScaleOptions {
  /** What is asked for. */
  readonly normalise: PixelNormalisation;
  /** Images to train on, which are measured for `'channels'` and `'pixels'`. */
  readonly source: ImageSource;
  /**
   * What is done to each image before it is measured, such as a resize and a crop of the middle; needed where the images differ in size.
   * @defaultValue nothing
   */
  readonly prepare?: AugmentImage;
  /**
   * Measures at most so many images, evenly spread over the source.
   * @defaultValue 10,000
   */
  readonly limit?: number;
  /** Stops the measuring before its next image. */
  readonly signal?: AbortSignal | undefined;
}

/** Sums of integers, which are exact. */
interface Sums {
  readonly pixels: Float64Array;
  readonly channels: Float64Array;
  readonly squares: Float64Array;
  images: number;
}

const NOWHERE = { seed: 0, epoch: 0, index: 0 };
const measured = new WeakMap<ImageSource, Map<string, PixelScale>>();

function addImage(sums: Sums, { pixels, channels }: Image): void {
  for (let at = 0; at < pixels.length; at += 1) {
    const pixel = pixels[at] as number;
    const channel = at % channels;
    sums.pixels[at] = (sums.pixels[at] as number) + pixel;
    sums.channels[channel] = (sums.channels[channel] as number) + pixel;
    sums.squares[channel] = (sums.squares[channel] as number) + pixel * pixel;
  }
  sums.images += 1;
}

async function sumsOf({ source, prepare, limit = 10_000, signal }: PixelScaleOptions): Promise<Sums> {
  const count = Math.min(limit, source.length);
  let sums: Sums | undefined;
  for (let place = 0; place < count; place += 1) {
    signal?.throwIfAborted();
    const index = Math.floor((place * source.length) / count);
    const read = await source.read(index);
    const image = prepare ? prepare(read, { ...NOWHERE, index }) : read;
    sums ??= {
      pixels: new Float64Array(image.pixels.length),
      channels: new Float64Array(image.channels),
      squares: new Float64Array(image.channels),
      images: 0,
    };
    if (image.pixels.length !== sums.pixels.length)
      throw new RangeError(
        `${source.nameOf(index)} is ${image.height}x${image.width}x${image.channels} and has another size than the images before it; give steps that make them equal, such as resizeShortSide and centreCrop.`,
      );
    addImage(sums, image);
  }
  if (!sums) throw new RangeError('The images to measure are 0, and at least 1 is needed.');
  return sums;
}

function scaleOf(kind: 'channels' | 'pixels', { pixels, channels, squares, images }: Sums): PixelScale {
  if (kind === 'pixels') return { mean: pixels.map((sum) => sum / images), std: channels.map(() => 255) };
  const count = (images * pixels.length) / channels.length;
  const mean = channels.map((sum) => sum / count);
  const std = squares.map((sum, channel) => {
    const deviation = Math.sqrt(Math.max(0, sum / count - (mean[channel] as number) ** 2));
    // Images of one colour have no deviation to divide by.
    return deviation === 0 ? 1 : deviation;
  });
  return { mean, std };
}

function expectScale({ mean, std }: ChannelScale, channels: number): void {
  for (const [name, values] of [
    ['mean', mean],
    ['std', std],
  ] as const) {
    if (!Array.isArray(values) || values.length !== channels)
      throw new RangeError(
        `normalise.${name} must have ${channels} numbers, one for each channel; got ${JSON.stringify(values)}.`,
      );
    const wrong = values.find((value) => !Number.isFinite(value) || (name === 'std' && value <= 0));
    if (wrong !== undefined)
      throw new RangeError(
        `normalise.${name} must be ${name === 'std' ? 'positive' : 'finite'}; got ${wrong}.`,
      );
  }
}

/**
 * Finds the numbers that pixels are normalised with. Those that are measured of the images as they are stay with the source: later calls answer
 * from memory.
 *
 * @param options - What is asked for, and the images.
 * @throws RangeError when the numbers do not fit the channels, the word is none that is known, or the images differ in size.
 */
export async function pixelScale(options: PixelScaleOptions): Promise<PixelScale> {
  const { normalise, source, limit } = options;
  const channels = source.imageShape[2];
  if (typeof normalise === 'object') {
    expectScale(normalise, channels);
    return { mean: Float64Array.from(normalise.mean), std: Float64Array.from(normalise.std) };
  }
  if (normalise === 'scale')
    return { mean: new Float64Array(channels), std: new Float64Array(channels).fill(255) };
  if (normalise !== 'channels' && normalise !== 'pixels')
    throw new RangeError(
      `normalise must be 'channels', 'pixels', 'scale', or an object with mean and std; got ${JSON.stringify(normalise)}.`,
    );
  // Of what is prepared first there is no telling whether it is prepared in the same way.
  if (options.prepare) return scaleOf(normalise, await sumsOf(options));
  const known = measured.get(source) ?? new Map<string, PixelScale>();
  measured.set(source, known);
  const key = `${normalise} ${limit ?? ''}`;
  const before = known.get(key);
  if (before) return before;
  const scale = scaleOf(normalise, await sumsOf(options));
  known.set(key, scale);
  return scale;
}
