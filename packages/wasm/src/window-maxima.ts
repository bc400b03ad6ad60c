import type { backend_util } from '@tensorflow/tfjs-core';

/** One dimension of a pooling. */
interface Side {
  readonly input: number;
  readonly output: number;
  readonly filter: number;
  readonly stride: number;
  readonly before: number;
}

/** Geometry of a pooling of images or volumes with the channels last; an image is one slice of depth. */
export interface PoolGeometry {
  /** Images or volumes. */
  readonly batch: number;
  /** Channels. */
  readonly channels: number;
  /** Depth, height and width. */
  readonly sides: readonly [depth: Side, height: Side, width: Side];
}

/** The geometry of `tf.maxPool`. */
export function planeGeometry(info: backend_util.Conv2DInfo): PoolGeometry {
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    sides: [{ input: 1, output: 1, filter: 1, stride: 1, before: 0 }, height(info), width(info)],
  };
}

/** The geometry of `tf.maxPool3d`. */
export function volumeGeometry(info: backend_util.Conv3DInfo): PoolGeometry {
  const depth: Side = {
    input: info.inDepth,
    output: info.outDepth,
    filter: info.filterDepth,
    stride: info.strideDepth,
    before: info.padInfo.front,
  };
  return { batch: info.batchSize, channels: info.inChannels, sides: [depth, height(info), width(info)] };
}

function height(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): Side {
  return {
    input: info.inHeight,
    output: info.outHeight,
    filter: info.filterHeight,
    stride: info.strideHeight,
    before: info.padInfo.top,
  };
}

function width(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): Side {
  return {
    input: info.inWidth,
    output: info.outWidth,
    filter: info.filterWidth,
    stride: info.strideWidth,
    before: info.padInfo.left,
  };
}

/** First and last place, the latter excluded, of the input under the window of this output. */
function span({ input, filter, stride, before }: Side, output: number): [number, number] {
  const corner = output * stride - before;
  return [Math.max(0, corner), Math.min(input, corner + filter)];
}

/** For each window, in the order of the output, the place in `values` of its first maximum; -1 where all are NaN. */
export function windowMaxima(values: Float32Array, geometry: PoolGeometry): Int32Array {
  const { batch, channels, sides } = geometry;
  const [depth, rows, columns] = sides;
  const maxima = new Int32Array(batch * depth.output * rows.output * columns.output * channels).fill(-1);
  const highest = new Float32Array(channels);
  let window = 0;
  for (let sample = 0; sample < batch; sample++)
    for (let slice = 0; slice < depth.output; slice++)
      for (let row = 0; row < rows.output; row++)
        for (let column = 0; column < columns.output; column++) {
          const [front, back] = span(depth, slice);
          const [top, bottom] = span(rows, row);
          const [left, right] = span(columns, column);
          highest.fill(-Infinity);
          for (let z = front; z < back; z++)
            for (let y = top; y < bottom; y++)
              for (let x = left; x < right; x++) {
                const pixel = ((sample * depth.input + z) * rows.input + y) * columns.input + x;
                for (let channel = 0; channel < channels; channel++) {
                  const place = pixel * channels + channel;
                  const value = values[place] as number;
                  const found = maxima[window + channel] as number;
                  // The first one counts where all are -Infinity.
                  if (value > (highest[channel] as number) || (found < 0 && value === -Infinity)) {
                    highest[channel] = value;
                    maxima[window + channel] = place;
                  }
                }
              }
          window += channels;
        }
  return maxima;
}
