import { DataError } from '../data-error.ts';
import type { Image } from '../image-source.ts';
import { greyOf } from './grey.ts';
import { imageHeader } from './image-header.ts';
import type { ImageHeader } from './image-header.ts';
import { loadSharp } from './sharp-loader.ts';
import type { Sharp } from './sharp-loader.ts';

/** Options of {@link decodeImage}. */
export interface DecodeImageOptions {
  /** The image file: JPEG, PNG, GIF, WebP or TIFF, whatever its name says. */
  readonly bytes: Uint8Array;
  /** Where the bytes come from, for messages: a file, and the row or member in it. */
  readonly name: string;
  /**
   * Channels of the answer: 3 for red, green and blue, 1 for grey.
   * @defaultValue 3
   */
  readonly channels?: 1 | 3 | undefined;
  /**
   * Refuse an image that claims more pixels than this in its header, before any pixel is decoded.
   * @defaultValue 64e6
   */
  readonly maxPixels?: number | undefined;
}

/** Images above this many pixels are refused unless the caller says otherwise. */
export const MAX_PIXELS = 64e6;

/**
 * Decodes an image file to bytes as PIL's `Image.convert('RGB')` does after `ImageOps.exif_transpose`: JPEG, PNG, WebP, GIF and
 * TIFF give the same bytes. The orientation of EXIF is applied, the alpha channel is dropped, CMYK is turned to RGB without a
 * profile, colour profiles are ignored, an animation gives its first frame. A JPEG with the harmless faults that cameras and
 * editors leave (bytes before a marker, trailing bytes) is read; a damaged one is not.
 *
 * Differs: of 16 bits the upper 8 are kept, where PIL clips grey of 16 bits to 255.
 *
 * @param options - The file.
 * @returns The image, of its own size.
 * @throws {@link DataError} when the bytes are no image, are truncated or damaged, or claim too many pixels.
 * @throws Error when the optional package sharp is not installed.
 * @throws RangeError when `channels` is neither 1 nor 3, or `maxPixels` is no positive number.
 */
export async function decodeImage(options: DecodeImageOptions): Promise<Image> {
  const { bytes, name, channels = 3, maxPixels = MAX_PIXELS } = options;
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`channels must be 1 (grey) or 3 (red, green, blue); got ${String(channels)}.`);
  }
  if (!(maxPixels > 0)) throw new RangeError(`maxPixels must be a positive number; got ${maxPixels}.`);
  const header = checkedHeader(bytes, name, maxPixels);
  const sharp = await loadSharp();
  const input: Input = { bytes, maxPixels, sharp };
  let raw: Raw;
  try {
    raw = await decoded(input, await isCmyk(input, header), header.format === 'JPEG');
  } catch (cause) {
    throw new DataError(`${name} is a damaged ${header.format}: ${reason(cause)}; replace or remove it.`, {
      file: name,
      cause,
    });
  }
  const rgb = raw.cmyk ? rgbFromCmyk(raw.pixels) : withoutAlpha(raw.pixels, raw.channels);
  return {
    height: raw.height,
    width: raw.width,
    channels,
    pixels: channels === 3 ? rgb : greyOf({ channels: 3, pixels: rgb }),
  };
}

function checkedHeader(bytes: Uint8Array, name: string, maxPixels: number): ImageHeader {
  const refuse = (message: string): never => {
    throw new DataError(message, { file: name, offset: 0 });
  };
  if (bytes.length === 0)
    return refuse(`${name} is empty (0 bytes), expected an image; replace or remove it.`);
  const header = imageHeader(bytes);
  if (header === null) {
    const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return refuse(
      `${name} is no image: it begins with the bytes ${first}, expected JPEG, PNG, GIF, WebP or TIFF; replace or remove it.`,
    );
  }
  const { format, width, height } = header;
  if (format === 'BMP' || format === 'PNM') {
    return refuse(
      `${name} is a ${format}, which is not read; expected JPEG, PNG, GIF, WebP or TIFF; convert it to PNG.`,
    );
  }
  if (width === 0 || height === 0) {
    return refuse(`${name} is a ${format} of ${width} x ${height} pixels; replace or remove it.`);
  }
  if (width !== null && height !== null && width * height > maxPixels) {
    return refuse(
      `${name} claims ${width} x ${height} = ${Math.round((width * height) / 1e6)} million pixels, more than maxPixels, ${maxPixels / 1e6} million; make it smaller, or raise maxPixels where it is what you want.`,
    );
  }
  return header;
}

interface Input {
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
  readonly sharp: Sharp;
}

interface Raw {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly cmyk: boolean;
}

/** Only JPEG and TIFF know CMYK. */
async function isCmyk({ bytes, maxPixels, sharp }: Input, header: ImageHeader): Promise<boolean> {
  if (header.format === 'JPEG') return header.components === 4;
  if (header.format !== 'TIFF') return false;
  return (await sharp(bytes, { limitInputPixels: maxPixels }).metadata()).space === 'cmyk';
}

/** A warning of libjpeg about one of these leaves every pixel as it was. */
const HARMLESS =
  /extraneous bytes before marker|Invalid SOS parameters|unknown Adobe color transform|thumbnail/i;

async function decoded(input: Input, cmyk: boolean, jpeg: boolean): Promise<Raw> {
  if (!jpeg) return pixelsOf(input, cmyk, 'error');
  try {
    return await pixelsOf(input, cmyk, 'warning');
  } catch (error) {
    const harmless = messageOf(error)
      .split('\n')
      .every((line) => line.trim() === '' || HARMLESS.test(line));
    if (!harmless) throw error;
    return pixelsOf(input, cmyk, 'error');
  }
}

async function pixelsOf(input: Input, cmyk: boolean, failOn: 'warning' | 'error'): Promise<Raw> {
  const { bytes, maxPixels, sharp } = input;
  let image = sharp(bytes, {
    failOn,
    limitInputPixels: maxPixels,
    sequentialRead: true,
    pages: 1,
    ignoreIcc: true,
  });
  image = image.rotate(); // without an angle: as EXIF says
  if (cmyk) image = image.pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    pixels,
    width: info.width,
    height: info.height,
    channels: info.channels,
    cmyk: cmyk && info.channels >= 4,
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What libvips says, without its prefixes; its first line may have nothing else. */
function reason(error: unknown): string {
  const lines = messageOf(error)
    .replace(/^Input buffer (has corrupt header:)?/, '')
    .split('\n')
    .map((line) => line.trim().replace(/^[A-Za-z0-9_]+: /, ''));
  return lines.find((line) => line !== '') ?? 'unreadable';
}

function withoutAlpha(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return pixels;
  const count = pixels.length / channels;
  const rgb = new Uint8Array(count * 3);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = pixels[from] ?? 0;
    rgb[to + 1] = pixels[from + green] ?? 0;
    rgb[to + 2] = pixels[from + blue] ?? 0;
  }
  return rgb;
}

/** PIL's `cmyk2rgb`: what black leaves, less the share of each ink. */
function rgbFromCmyk(pixels: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((pixels.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - (pixels[from + 3] ?? 0);
    for (let ink = 0; ink < 3; ink += 1) {
      const product = (pixels[from + ink] ?? 0) * light + 128;
      rgb[to + ink] = Math.max(0, light - ((product + (product >> 8)) >> 8));
    }
  }
  return rgb;
}
