import type { Tensor3D, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool, int, string, type Attributes } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import { currentBackend } from './current-backend.ts';

const MAX_JPEG_SIDE = 65_500;
const MAX_PNG_SIDE = 2 ** 27 - 1;
const MAX_DENSITY = 65_535;
/** What one segment of a JPEG file has room for beside its name. */
const MAX_XMP_BYTES = 65_503;
/** How many channels a JPEG image of each format may have. */
const FORMATS: ReadonlyMap<string, readonly number[]> = new Map([
  ['', [1, 3]],
  ['grayscale', [1]],
  ['rgb', [3]],
]);

/**
 * Encodes an image as JPEG.
 *
 * @param image - shape `[height, width, channels]` with 1 or 3 channels, elements 0 to 255
 * @param format - `grayscale`, `rgb`, or '': by the number of channels
 * @param quality - 0 to 100
 * @param progressive - makes a file that loads from coarse to fine
 * @param optimizeSize - spends time to make the file smaller
 * @param chromaDownsampling - keeps the colours at half the resolution
 * @param densityUnit - of the next two: `in` for inch, `cm` for centimetre
 * @param xDensity - pixels a unit, horizontally
 * @param yDensity - pixels a unit, vertically
 * @param xmpMetadata - text for the image's header
 * @returns the encoded file.
 * @throws EngineError `INVALID_ARGUMENT` when the image has another shape or an argument is out of range.
 */
export async function encodeJpeg(
  image: Tensor3D,
  format: '' | 'grayscale' | 'rgb' = '',
  quality = 95,
  progressive = false,
  optimizeSize = false,
  chromaDownsampling = true,
  densityUnit: 'in' | 'cm' = 'in',
  xDensity = 300,
  yDensity = 300,
  xmpMetadata = '',
): Promise<Uint8Array> {
  const allowed = FORMATS.get(format);
  if (!allowed) throw wrong('format', `'', 'grayscale' or 'rgb'`, format);
  if (densityUnit !== 'in' && densityUnit !== 'cm') throw wrong('densityUnit', `'in' or 'cm'`, densityUnit);
  needShape(image, allowed, MAX_JPEG_SIDE);
  if (typeof xmpMetadata !== 'string') throw wrong('xmpMetadata', 'a text', typeof xmpMetadata);
  if (Buffer.byteLength(xmpMetadata) > MAX_XMP_BYTES)
    throw wrong('xmpMetadata', `at most ${MAX_XMP_BYTES} bytes`, `${Buffer.byteLength(xmpMetadata)}`);
  const file = encode('EncodeJpeg', image, {
    format: string(format),
    quality: int(whole('quality', quality, 0, 100)),
    progressive: bool(progressive),
    optimize_size: bool(optimizeSize),
    chroma_downsampling: bool(chromaDownsampling),
    density_unit: string(densityUnit),
    x_density: int(whole('xDensity', xDensity, 1, MAX_DENSITY)),
    y_density: int(whole('yDensity', yDensity, 1, MAX_DENSITY)),
    xmp_metadata: string(xmpMetadata),
  });
  await macrotask();
  return file;
}

/**
 * Encodes an image as PNG.
 *
 * @param image - shape `[height, width, channels]` with 1 to 4 channels, elements 0 to 255
 * @param compression - from 0, none, to 9, the smallest and slowest; -1 is the library's choice
 * @returns the encoded file.
 * @throws EngineError `INVALID_ARGUMENT` when the image has another shape or an argument is out of range.
 */
export async function encodePng(image: Tensor3D, compression = 1): Promise<Uint8Array> {
  const file = encodePngSync(image, compression);
  await macrotask();
  return file;
}

/** As {@link encodePng}, at once. */
export function encodePngSync(image: Tensor3D, compression = 1): Uint8Array {
  needShape(image, [1, 2, 3, 4], MAX_PNG_SIDE);
  return encode('EncodePng', image, { compression: int(whole('compression', compression, -1, 9)) });
}

/** Lets timers and signals through in a loop that only encodes. */
async function macrotask(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}

function encode(op: string, image: Tensor3D, attributes: Attributes): Uint8Array {
  const backend = currentBackend();
  const encoded = backend.kernelScope(() => backend.run1(op, [bytesOf(image, backend)], attributes));
  try {
    return (backend.readSync(encoded.dataId) as Uint8Array[])[0] ?? new Uint8Array();
  } finally {
    backend.disposeData(encoded.dataId);
  }
}

/** The image's elements as bytes, each modulo 256 as a Uint8Array takes them. */
function bytesOf(image: Tensor3D, backend: TensorFlowBackend): { readonly exact: TensorInfo } {
  if (image.dtype === 'int32') return backend.cast(image, 'uint8');
  const pixels: TensorInfo = { dataId: {}, shape: image.shape, dtype: 'int32' };
  backend.move(pixels.dataId, new Uint8Array(image.dataSync()), pixels.shape, 'int32', 1);
  try {
    return backend.cast(pixels, 'uint8');
  } finally {
    backend.disposeData(pixels.dataId);
  }
}

function needShape(image: Tensor3D, channels: readonly number[], side: number): void {
  if (!Array.isArray(image?.shape)) throw wrong('image', 'a tensor', image === null ? 'null' : typeof image);
  const { shape, dtype } = image;
  if (dtype === 'string' || dtype === 'complex64') throw wrong('image', 'a tensor of numbers', dtype);
  const [height = 0, width = 0, depth = 0] = shape;
  const fits = shape.length === 3 && height > 0 && width > 0 && height <= side && width <= side;
  if (!fits || !channels.includes(depth))
    throw wrong(
      'image',
      `[height, width, channels] with sides of 1 to ${side} pixels and ${channels.join(' or ')} channels`,
      `[${shape.join(', ')}]`,
    );
}

function whole(name: string, value: number, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw wrong(name, `a whole number from ${from} to ${to}`, value);
}

function wrong(name: string, expected: string, given: unknown): EngineError {
  return new EngineError('INVALID_ARGUMENT', `${name} must be ${expected}, got ${String(given)}.`);
}
