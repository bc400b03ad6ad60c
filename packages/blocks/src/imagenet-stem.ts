import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { connect } from './connect.ts';
import { zeroPad } from './conv.ts';
import { convBn } from './conv-bn.ts';

/** Options of {@link imagenetStem}. */
export interface ImagenetStemOptions {
  /**
   * Place of the stem, the beginning of its layers' names.
   *
   * @defaultValue `'stem'`
   */
  readonly name?: string;
  /**
   * Output channels.
   *
   * @defaultValue 64
   */
  readonly filters?: number;
  /**
   * Seed of the net.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/**
 * 7x7 convolution of stride 2, then 3x3 maximum of stride 2: `[batch, h, w, c] -> [batch, ceil(h / 4), ceil(w / 4), filters]`.
 *
 * Differs: pads one pixel on every side of the maximum, as torchvision does; Caffe lets the window hang over at the
 * right and bottom.
 *
 * @param image - Images `[batch, height, width, channels]`.
 * @param options - Name, filters and seed.
 * @returns The first feature map.
 * @throws What {@link convBn} throws, and TypeError for an unknown option.
 * @see He et al. 2015, table 1, conv1 and the first row of conv2_x, https://arxiv.org/abs/1512.03385
 */
export function imagenetStem(image: SymbolicTensor, options: ImagenetStemOptions = {}): SymbolicTensor {
  expectOptions('imagenetStem', options, { name: true, filters: true, seed: true });
  const { name = 'stem', filters = 64, seed = 0 } = options;
  const x = convBn(image, { name, filters, kernelSize: 7, stride: 2, seed });
  const pool = layers.maxPooling2d({ name: `${name}_pool`, poolSize: 3, strides: 2 });
  return connect(pool, zeroPad(x, { name: `${name}_pool`, pixels: 1 })); // zeros never win after a ReLU
}
