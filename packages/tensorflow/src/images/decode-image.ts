import {
  engine,
  slice,
  squeeze,
  tidy,
  type Tensor3D,
  type Tensor4D,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { bool, float, int, string, type Attributes } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import { currentBackend } from './current-backend.ts';
import { imageSize } from './image-size.ts';
import { getImageType } from './image-type.ts';
import { withoutStderr } from './without-stderr.ts';

/** TensorFlow's decoders take no image with as many pixels. */
const MAX_PIXELS = 2 ** 29;
/** Of an output whose number of channels is the image's. */
const MAX_CHANNELS = 4;

/**
 * Decodes a JPEG image.
 *
 * @param contents - the encoded image
 * @param channels - 0: as many as the image has, 1: grey, 3: red, green, blue
 * @param ratio - 1, 2, 4 or 8: the factor by which the image is made smaller while it is decoded
 * @param fancyUpscaling - the slower, nicer way to scale up the colours
 * @param tryRecoverTruncated - takes an image that is cut off
 * @param acceptableFraction - how much of a cut-off image must be there, from 0 to 1
 * @param dctMethod - a hint: `INTEGER_FAST`, `INTEGER_ACCURATE` or '' for the library's choice
 * @returns an int32 tensor of shape `[height, width, channels]`, which takes one byte an element natively.
 * @throws EngineError `INVALID_ARGUMENT` when an argument is out of range or the image is damaged; `OUT_OF_MEMORY` when
 * memory has no room for the size that it claims.
 */
export function decodeJpeg(
  contents: Uint8Array,
  channels = 0,
  ratio = 1,
  fancyUpscaling = true,
  tryRecoverTruncated = false,
  acceptableFraction = 1,
  dctMethod = '',
): Tensor3D {
  oneOf('channels', channels, [0, 1, 3]);
  oneOf('ratio', ratio, [1, 2, 4, 8]);
  oneOf('dctMethod', dctMethod, ['', 'INTEGER_FAST', 'INTEGER_ACCURATE']);
  if (!(acceptableFraction >= 0 && acceptableFraction <= 1))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `acceptableFraction must be a number from 0 to 1, got ${acceptableFraction}.`,
    );
  return decode('DecodeJpeg', contents, {
    channels: int(channels),
    ratio: int(ratio),
    fancy_upscaling: bool(fancyUpscaling),
    try_recover_truncated: bool(tryRecoverTruncated),
    acceptable_fraction: float(acceptableFraction),
    dct_method: string(dctMethod),
  });
}

/**
 * Decodes a PNG image.
 *
 * @param contents - the encoded image
 * @param channels - 0: as many as the image has, 1: grey, 3: red, green, blue, 4: with opacity
 * @param dtype - `int32`, the only one there is
 * @returns an int32 tensor of shape `[height, width, channels]`, which takes one byte an element natively.
 * @throws EngineError as {@link decodeJpeg}.
 */
export function decodePng(contents: Uint8Array, channels = 0, dtype = 'int32'): Tensor3D {
  needInt32(dtype);
  oneOf('channels', channels, [0, 1, 3, 4]);
  return decode('DecodePng', contents, { channels: int(channels) });
}

/**
 * Decodes a BMP image.
 *
 * @param contents - the encoded image
 * @param channels - 0: as many as the image has, 3: red, green, blue, 4: with opacity
 * @returns an int32 tensor of shape `[height, width, channels]`, which takes one byte an element natively.
 * @throws EngineError as {@link decodeJpeg}.
 */
export function decodeBmp(contents: Uint8Array, channels = 0): Tensor3D {
  oneOf('channels', channels, [0, 3, 4]);
  return decode('DecodeBmp', contents, { channels: int(channels) });
}

/**
 * Decodes a GIF image.
 *
 * @param contents - the encoded image
 * @returns an int32 tensor of shape `[frames, height, width, 3]`, which takes one byte an element natively.
 * @throws EngineError as {@link decodeJpeg}.
 */
export function decodeGif(contents: Uint8Array): Tensor4D {
  return decode('DecodeGif', contents, {});
}

/**
 * Decodes a BMP, GIF, JPEG or PNG image, whichever it is.
 *
 * @param content - the encoded image
 * @param channels - as for the image's own format; of no effect on a GIF
 * @param dtype - `int32`, the only one there is
 * @param expandAnimations - false: only the first frame of a GIF
 * @returns an int32 tensor of shape `[height, width, channels]`, of a GIF `[frames, height, width, 3]`.
 * @throws EngineError as {@link decodeJpeg}, and for a file of another format.
 */
export function decodeImage(
  content: Uint8Array,
  channels = 0,
  dtype = 'int32',
  expandAnimations = true,
): Tensor3D | Tensor4D {
  needInt32(dtype);
  switch (getImageType(needBytes(content))) {
    case 'jpeg':
      return decodeJpeg(content, channels);
    case 'png':
      return decodePng(content, channels);
    case 'BMP':
      return decodeBmp(content, channels);
    case 'gif':
      return tidy(() => {
        const frames = decodeGif(content);
        return expandAnimations ? frames : squeeze<Tensor3D>(slice(frames, 0, 1), [0]);
      });
  }
}

function decode<T extends Tensor3D | Tensor4D>(op: string, contents: Uint8Array, attributes: Attributes): T {
  const backend = currentBackend();
  const type = getImageType(needBytes(contents));
  const size = imageSize(contents, type);
  const damaged = (reason: string): EngineError =>
    new EngineError(
      'INVALID_ARGUMENT',
      `The ${type.toUpperCase()} image of ${contents.length} bytes cannot be decoded: ${reason}; read or download it again.`,
    );
  if (!size) throw damaged('its header is damaged or cut off');
  const { width, height, frames } = size;
  if (width * height >= MAX_PIXELS) throw damaged(`it claims to have ${width} x ${height} pixels`);
  backend.needRoom(op, [frames, height, width, MAX_CHANNELS]);
  let decoded: TensorInfo;
  try {
    decoded = withoutStderr(() =>
      backend.kernelScope(() => backend.run1(op, [backend.strings([contents], [])], attributes)),
    );
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'NATIVE_FAILURE') throw error;
    throw damaged(error.message.replace(/^.*?refused its input \([^)]*\): /, '').replace(/[.\s]+$/, ''));
  }
  return engine().makeTensorFromTensorInfo(decoded) as T;
}

function needBytes(contents: Uint8Array): Uint8Array {
  if (contents instanceof Uint8Array) return contents;
  throw new EngineError(
    'INVALID_ARGUMENT',
    `An encoded image must be a Uint8Array, such as readFileSync() answers, got ${contents === null ? 'null' : typeof contents}.`,
  );
}

function needInt32(dtype: string): void {
  if (dtype !== 'int32')
    throw new EngineError(
      'INVALID_ARGUMENT',
      'decodeImage could only return Tensor of type `int32` for now.',
    );
}

function oneOf<T>(name: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `${name} must be ${allowed.map((one) => JSON.stringify(one)).join(', ')}, got ${String(value)}.`,
    );
}
