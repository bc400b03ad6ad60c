import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';
import { kernel } from './kernel.ts';

/** An image as Node's libraries have it: its bytes, or a canvas that answers them. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data?: Uint8Array | Uint8ClampedArray;
  getContext?(type: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  } | null;
}

/** Red, green, blue and alpha. */
const CHANNELS = 4;

function bytesOf(pixels: Pixels): Uint8Array {
  const { width, height } = pixels;
  const data =
    pixels.data ?? pixels.getContext?.('2d')?.getImageData(0, 0, width, height).data ?? new Uint8Array();
  if (data.length !== width * height * CHANNELS)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `fromPixels needs { data, width, height } with four bytes a pixel, or a canvas: ${width} x ${height} pixels are ` +
        `${width * height * CHANNELS} bytes, got ${data.length}; decode other images with decodeImage.`,
    );
  // A copy, because the tensor may outlive what is in the array now.
  return Uint8Array.from(data);
}

/** Images that come from outside of TensorFlow. They stay bytes until an op needs whole numbers of 32 bits. */
export const PIXELS: readonly KernelConfig[] = [
  kernel<{ pixels: Pixels }, { numChannels: number }>(
    'FromPixels',
    ({ inputs: { pixels }, attrs: { numChannels }, backend }) => {
      if (!(Number.isInteger(numChannels) && numChannels >= 1 && numChannels <= CHANNELS))
        throw new EngineError(
          'INVALID_ARGUMENT',
          `fromPixels makes images of 1 to ${CHANNELS} channels, got ${numChannels}.`,
        );
      const { width, height } = pixels;
      const shape = [height, width, CHANNELS];
      const bytes = bytesOf(pixels);
      const image: TensorInfo = { dataId: backend.write(bytes, shape, 'int32'), shape, dtype: 'int32' };
      if (numChannels === CHANNELS) return image;
      try {
        const begin = backend.int32([0, 0, 0]);
        return backend.run1('Slice', [{ exact: image }, begin, backend.int32([height, width, numChannels])]);
      } finally {
        backend.disposeData(image.dataId);
      }
    },
  ),
];
