import type { Image, ImageSource } from '../image-source.ts';
import { loadSharp } from '../images/sharp-loader.ts';
import { resizeShortSide } from '../images/resize.ts';
import { augmentation } from './augmentation.ts';
import type { Augmentation } from './steps.ts';

/** Options of {@link contactSheet}. */
export interface ContactSheetOptions {
  /** Where the samples come from: a source, or anything else with a length and images by index. */
  readonly source: Pick<ImageSource, 'length' | 'read'>;
  /** What is done to each sample. */
  readonly steps: readonly Augmentation[];
  /**
   * Seed of the random numbers.
   * @defaultValue 0
   */
  readonly seed?: number | undefined;
  /**
   * Samples, one to a row; the first of the source, or fewer where it has fewer.
   * @defaultValue 4
   */
  readonly rows?: number | undefined;
  /**
   * Pictures in a row: the sample as it is, then the sample of the first epochs.
   * @defaultValue 8
   */
  readonly columns?: number | undefined;
  /**
   * Side of the square that each picture gets, in pixels; small ones are enlarged by whole factors without smoothing.
   * @defaultValue 96
   */
  readonly cell?: number | undefined;
}

const GAP = 4;
const BACKGROUND = 255;

/**
 * Draws what an augmentation does: each row is one sample, as it is and then as the first epochs see it.
 *
 * @param options - Samples and steps.
 * @returns A PNG.
 * @throws RangeError when a step is wrong, a number is no positive integer, or there are no samples.
 * @throws Error when the optional package sharp is not installed.
 */
export async function contactSheet(options: ContactSheetOptions): Promise<Uint8Array> {
  const { source, steps, seed = 0, columns = 8, cell = 96 } = options;
  for (const [name, value] of Object.entries({
    rows: options.rows ?? 4,
    columns,
    cell,
    'source.length': source.length,
  })) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive whole number; got ${value}.`);
  }
  const augment = augmentation(steps);
  const rows = Math.min(options.rows ?? 4, source.length);
  const pitch = cell + GAP;
  const width = columns * pitch + GAP;
  const height = rows * pitch + GAP;
  const sheet = new Uint8Array(width * height * 3).fill(BACKGROUND);
  for (let row = 0; row < rows; row += 1) {
    const sample = await source.read(row);
    for (let column = 0; column < columns; column += 1) {
      const image = column === 0 ? sample : augment(sample, { seed, epoch: column - 1, index: row });
      draw(sheet, width, fitted(image, cell), GAP + row * pitch, GAP + column * pitch, cell);
    }
  }
  const sharp = await loadSharp();
  const png = await sharp(sheet, { raw: { width, height, channels: 3 } })
    .png({ palette: true, effort: 10 })
    .toBuffer();
  return new Uint8Array(png);
}

/** The image made to fit into a square: shrunk, or enlarged by a whole factor. */
function fitted(image: Image, cell: number): Image {
  const longest = Math.max(image.height, image.width);
  if (longest > cell) {
    const size = Math.max(1, Math.floor((Math.min(image.height, image.width) * cell) / longest));
    return resizeShortSide({ image, size });
  }
  const factor = Math.floor(cell / longest);
  const { channels } = image;
  const width = image.width * factor;
  const height = image.height * factor;
  const pixels = new Uint8Array(height * width * channels);
  for (let at = 0; at < pixels.length; at += 1) {
    const channel = at % channels;
    const place = Math.floor(at / channels);
    const from = Math.floor(place / width / factor) * image.width + Math.floor((place % width) / factor);
    pixels[at] = image.pixels[from * channels + channel] as number;
  }
  return { height, width, channels, pixels };
}

/** Draws an image into the middle of its square. */
function draw(
  sheet: Uint8Array,
  sheetWidth: number,
  image: Image,
  top: number,
  left: number,
  cell: number,
): void {
  const down = Math.max(0, (cell - image.height) >> 1);
  const right = Math.max(0, (cell - image.width) >> 1);
  for (let row = 0; row < Math.min(cell, image.height); row += 1) {
    for (let column = 0; column < Math.min(cell, image.width); column += 1) {
      const from = (row * image.width + column) * image.channels;
      const to = ((top + down + row) * sheetWidth + left + right + column) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        sheet[to + channel] = image.pixels[from + (image.channels === 3 ? channel : 0)] as number;
      }
    }
  }
}
