import { createHash } from 'node:crypto';
import { DataError } from '../data-error.ts';
import { readFileWithin } from '../file-bytes.ts';
import { decodeImage } from '../images/decode-image.ts';
import { imageHeader } from '../images/image-header.ts';
import type { ImageFormat } from '../images/image-header.ts';
import { LIMITS } from '../limits.ts';
import { finding } from './folder-walk.ts';
import type { Finding } from './folder-report.ts';

/** What one file is. */
export interface ImageCheck {
  /** Its size in bytes; 0 where it cannot be read. */
  readonly bytes: number;
  /** SHA-256 of its content, one byte a character; null where it has no content to compare. */
  readonly digest: string | null;
  /** What is wrong with it. */
  readonly findings: readonly Finding[];
}

const FORMATS: Readonly<Record<string, ImageFormat>> = {
  ...{
    jpg: 'JPEG',
    jpeg: 'JPEG',
    png: 'PNG',
    gif: 'GIF',
    webp: 'WebP',
    tif: 'TIFF',
    tiff: 'TIFF',
    bmp: 'BMP',
  },
  ...{ ppm: 'PNM', pgm: 'PNM' },
};

/** What decoders say of a file that ends too early. */
const TRUNCATED =
  /premature end|truncat|unexpected end|end of (file|input|data)|too short|not enough data|ended|EOF/i;

/**
 * Reads an image and decodes every pixel of it.
 *
 * @param file - Path.
 * @param maxPixels - Most pixels that its header may claim.
 * @param signal - Stops the reading.
 * @returns What was found.
 * @throws Error when the package sharp is not installed.
 */
export async function checkImage(
  file: string,
  maxPixels: number,
  signal: AbortSignal | undefined,
): Promise<ImageCheck> {
  let bytes: Uint8Array;
  try {
    bytes = await readFileWithin({ file, maxBytes: LIMITS.encodedImage, expected: 'an image', signal });
  } catch (error) {
    signal?.throwIfAborted();
    const tooLarge = error instanceof DataError && error.offset === LIMITS.encodedImage;
    const problem = without(file, messageOf(error));
    return {
      bytes: 0,
      digest: null,
      findings: [finding(tooLarge ? 'oversized' : 'unreadable', file, problem)],
    };
  }
  if (bytes.length === 0)
    return { bytes: 0, digest: null, findings: [finding('empty', file, 'it has 0 bytes')] };
  const digest = createHash('sha256').update(bytes).digest().toString('latin1');
  return { bytes: bytes.length, digest, findings: await contentFindings(file, bytes, maxPixels) };
}

async function contentFindings(file: string, bytes: Uint8Array, maxPixels: number): Promise<Finding[]> {
  const header = imageHeader(bytes);
  if (header === null) {
    const first = Buffer.from(bytes.subarray(0, 4))
      .toString('hex')
      .replace(/..(?=.)/g, '$& ');
    return [finding('no-image', file, `it begins with the bytes ${first}, which no image format does`)];
  }
  const { format, width, height } = header;
  if (format === 'BMP' || format === 'PNM') {
    return [finding('unsupported', file, `it is a ${format}, which is not decoded; convert it to PNG`)];
  }
  const findings: Finding[] = [];
  const named = FORMATS[file.slice(file.lastIndexOf('.') + 1).toLowerCase()];
  if (named !== format) {
    findings.push(
      finding('wrong-extension', file, `it is a ${format}, and its name says ${named ?? 'nothing'}`),
    );
  }
  if (width !== null && height !== null && width * height > maxPixels) {
    const problem = `its header claims ${width} x ${height} pixels, more than ${maxPixels}`;
    return [...findings, finding('oversized', file, problem)];
  }
  try {
    await decodeImage({ bytes, name: file, maxPixels });
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const problem = without(file, error.message);
    const kind = /more than maxPixels/.test(problem)
      ? 'oversized'
      : TRUNCATED.test(problem)
        ? 'truncated'
        : 'damaged';
    findings.push(finding(kind, file, problem));
  }
  return findings;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The path stands beside the problem. */
function without(file: string, message: string): string {
  return (message.startsWith(`${file} `) ? `it ${message.slice(file.length + 1)}` : message).replace(
    /\.$/,
    '',
  );
}
