/** File formats that `imageFromBytes` reads, known by their first bytes and never by a file's name. */
export type ImageFormat = 'JPEG' | 'PNG' | 'GIF' | 'WebP' | 'TIFF' | 'BMP' | 'PNM';

/** What the first bytes of an image file say, read without decoding a pixel. */
export interface ImageHeader {
  /** The format. */
  readonly format: ImageFormat;
  /** Pixels from left to right as stored, before a rotation by EXIF; null where the header is not read for it. */
  readonly width: number | null;
  /** Pixels from top to bottom as stored, before a rotation by EXIF; null where the header is not read for it. */
  readonly height: number | null;
  /** Colour components of a JPEG: 4 stands for CMYK or YCCK; null for other formats. */
  readonly components: number | null;
}

type Size = Omit<ImageHeader, 'format'>;

const UNKNOWN: Size = { width: null, height: null, components: null };

/**
 * Reads format and size out of the first bytes of an image file.
 *
 * @param bytes - The file, or its beginning.
 * @returns Format and size; null when the bytes begin like none of the formats.
 */
export function imageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { format, magic, at, size } of FORMATS) {
    if (!startsWith(bytes, magic, 0) || (at !== undefined && !startsWith(bytes, at.magic, at.offset)))
      continue;
    return { format, ...size(view) };
  }
  return null;
}

interface Format {
  readonly format: ImageFormat;
  /** First bytes, as Latin-1. */
  readonly magic: string;
  /** More bytes that must follow. */
  readonly at?: { readonly offset: number; readonly magic: string };
  readonly size: (view: DataView) => Size;
}

const FORMATS: readonly Format[] = [
  { format: 'JPEG', magic: '\xff\xd8\xff', size: jpegSize },
  {
    format: 'PNG',
    magic: '\x89PNG\r\n\x1a\n',
    size: (view) => sizeAt(view, 24, () => [view.getUint32(16), view.getUint32(20)]),
  },
  {
    format: 'GIF',
    magic: 'GIF8',
    size: (view) => sizeAt(view, 10, () => [view.getUint16(6, true), view.getUint16(8, true)]),
  },
  { format: 'WebP', magic: 'RIFF', at: { offset: 8, magic: 'WEBP' }, size: webpSize },
  { format: 'TIFF', magic: 'II*\0', size: () => UNKNOWN },
  { format: 'TIFF', magic: 'MM\0*', size: () => UNKNOWN },
  {
    format: 'BMP',
    magic: 'BM',
    size: (view) =>
      sizeAt(view, 26, () => [Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true))]),
  },
  ...['1', '2', '3', '4', '5', '6'].map((digit): Format => ({
    format: 'PNM',
    magic: `P${digit}`,
    size: () => UNKNOWN,
  })),
];

function startsWith(bytes: Uint8Array, magic: string, offset: number): boolean {
  if (bytes.length < offset + magic.length) return false;
  for (let place = 0; place < magic.length; place += 1) {
    if (bytes[offset + place] !== magic.charCodeAt(place)) return false;
  }
  return true;
}

function sizeAt(view: DataView, needed: number, read: () => readonly [number, number]): Size {
  if (view.byteLength < needed) return UNKNOWN;
  const [width, height] = read();
  return { width, height, components: null };
}

/** Walks the segments of a JPEG up to its frame header. */
function jpegSize(view: DataView): Size {
  let offset = 2;
  while (offset + 9 < view.byteLength) {
    if (view.getUint8(offset) !== 0xff) return UNKNOWN;
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset += 1; // a fill byte
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) {
      return {
        height: view.getUint16(offset + 5),
        width: view.getUint16(offset + 7),
        components: view.getUint8(offset + 9),
      };
    }
    const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (marker === 0xd9 || marker === 0xda) return UNKNOWN;
    offset += alone ? 2 : 2 + view.getUint16(offset + 2);
  }
  return UNKNOWN;
}

/** The three kinds of first chunk: lossy, lossless, extended. */
function webpSize(view: DataView): Size {
  if (view.byteLength < 30) return UNKNOWN;
  const chunk = view.getUint32(12);
  if (chunk === 0x56503820) {
    return {
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
      components: null,
    };
  }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, components: null };
  }
  if (chunk === 0x56503858) {
    const three = (offset: number): number =>
      view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
    return { width: three(24) + 1, height: three(27) + 1, components: null };
  }
  return UNKNOWN;
}
