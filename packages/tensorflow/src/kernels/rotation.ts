import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { EngineError } from '../engine-error.ts';
import { as } from './casting.ts';
import { kernel } from './kernel.ts';

interface RotationAttrs {
  readonly radians: number;
  /** Of all channels, or of red, green and blue, with an alpha that is opaque. */
  readonly fillValue: number | readonly number[];
  readonly center: number | [x: number, y: number];
}

const OPAQUE = 255;
const ALPHA = 3;

/**
 * For each pixel of the rotated image the pixel that it shows, row by row; the number of pixels where it shows none. The
 * nearest one counts, rounded as JavaScript does, so that images are those of tfjs to the pixel.
 */
function shownPixels(height: number, width: number, { radians, center }: RotationAttrs): Int32Array {
  const [centerX, centerY] = backend_util.getImageCenter(center, height, width);
  const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
  const shown = new Int32Array(height * width);
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++) {
      const x = Math.round((column - centerX) * cosine - (row - centerY) * sine + centerX);
      const y = Math.round((column - centerX) * sine + (row - centerY) * cosine + centerY);
      shown[at] = x >= 0 && x < width && y >= 0 && y < height ? y * width + x : height * width;
    }
  return shown;
}

function fillColour(channels: number, fillValue: RotationAttrs['fillValue']): Float32Array {
  return Float32Array.from({ length: channels }, (_value, channel) => {
    if (typeof fillValue === 'number') return fillValue;
    return channel === ALPHA ? OPAQUE : (fillValue[channel] ?? Number.NaN);
  });
}

/** A tensor that the caller disposes. */
function written(
  backend: TensorFlowBackend,
  values: Int32Array | Float32Array,
  shape: number[],
  dtype: 'int32' | 'float32',
): TensorInfo {
  return { dataId: backend.write(values, shape, dtype), shape, dtype };
}

/** Images rotated around a point. */
export const ROTATION: readonly KernelConfig[] = [
  kernel<{ image: TensorInfo }, RotationAttrs>(
    'RotateWithOffset',
    ({ inputs: { image }, attrs, backend }) => {
      if (image.shape.length !== 4)
        throw new EngineError(
          'INVALID_ARGUMENT',
          `A rotation needs images [batch, height, width, channels], got shape [${image.shape.join(', ')}].`,
        );
      const [batch = 0, height = 0, width = 0, channels = 0] = image.shape;
      // However large the other sizes of no pixels are.
      if (image.shape.includes(0)) return backend.share(image);
      const size = height * width;
      const places = shownPixels(height, width, attrs);
      const colour = fillColour(channels, attrs.fillValue);
      const shown = written(backend, places, [size], 'int32');
      const fill = written(backend, colour, [1, 1, channels], 'float32');
      try {
        const pixels = backend.run1('Reshape', [image, backend.int32([batch, size, channels])]);
        const beyond = backend.run1('BroadcastTo', [
          as(backend, fill, image.dtype),
          backend.int32([batch, 1, channels]),
        ]);
        const all = backend.run1('ConcatV2', [[pixels, beyond], backend.int32(1)]);
        const rotated = backend.run1('GatherV2', [all, shown, backend.int32(1)]);
        return backend.run1('Reshape', [rotated, backend.int32(image.shape)]);
      } finally {
        backend.disposeData(shown.dataId);
        backend.disposeData(fill.dataId);
      }
    },
  ),
];
