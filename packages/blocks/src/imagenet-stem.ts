import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { blurPool } from './blur-pool.ts';
import { convStyle } from './block-options.ts';
import type { ConvStyle } from './block-options.ts';
import { convBn } from './conv-bn.ts';
import { maxPool } from './max-pool.ts';

/** Options of the stems. */
export interface StemOptions extends ConvStyle {
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
   * Whether the maximum is taken at every pixel and blurred before it is subsampled, see {@link blurPool}.
   *
   * @defaultValue false
   */
  readonly antialias?: boolean;
}

/** Options of {@link imagenetStem}. */
export type ImagenetStemOptions = StemOptions;

/** Options of {@link deepStem}. */
export type DeepStemOptions = StemOptions;

const OPTIONS = {
  name: true,
  filters: true,
  antialias: true,
  bias: true,
  momentum: true,
  epsilon: true,
  initializer: true,
  seed: true,
} as const;

/**
 * 7x7 convolution of stride 2, then 3x3 maximum of stride 2: `[batch, h, w, c] -> [batch, ceil(h / 4), ceil(w / 4), filters]`.
 *
 * Differs: pads one pixel on every side of the maximum, as torchvision does; Caffe lets the window hang over at the
 * right and bottom.
 *
 * @param image - Images `[batch, height, width, channels]`.
 * @param options - Name, filters, and how the convolution is made.
 * @returns The first feature map.
 * @throws What {@link convBn} throws, and TypeError for an unknown option.
 * @see He et al. 2015, table 1, conv1 and the first row of conv2_x, https://arxiv.org/abs/1512.03385
 */
export function imagenetStem(image: SymbolicTensor, options: ImagenetStemOptions = {}): SymbolicTensor {
  expectOptions('imagenetStem', options, OPTIONS);
  const { name = 'stem', filters = 64, antialias = false } = options;
  const x = convBn(image, { ...convStyle(options), name, filters, kernelSize: 7, stride: 2 });
  return subsampled(x, { name, antialias });
}

/**
 * Three 3x3 convolutions, the first of stride 2, in place of the 7x7 one, then the maximum of {@link imagenetStem}:
 * `[batch, h, w, c] -> [batch, ceil(h / 4), ceil(w / 4), filters]`.
 *
 * The first two convolutions have half the channels.
 *
 * @param image - Images `[batch, height, width, channels]`.
 * @param options - Name, filters, and how the convolutions are made.
 * @returns The first feature map.
 * @throws What {@link convBn} throws, and TypeError for an unknown option.
 * @see He et al. 2019, "Bag of tricks", figure 2 (b), ResNet-C, https://arxiv.org/abs/1812.01187
 */
export function deepStem(image: SymbolicTensor, options: DeepStemOptions = {}): SymbolicTensor {
  expectOptions('deepStem', options, OPTIONS);
  const { name = 'stem', filters = 64, antialias = false } = options;
  const style = { ...convStyle(options), kernelSize: 3 };
  const half = Math.floor(filters / 2);
  let x = convBn(image, { ...style, name: `${name}_1`, filters: half, stride: 2 });
  x = convBn(x, { ...style, name: `${name}_2`, filters: half });
  x = convBn(x, { ...style, name: `${name}_3`, filters });
  return subsampled(x, { name, antialias });
}

/** The stem's maximum, of stride 2 in all. */
function subsampled(
  x: SymbolicTensor,
  options: { readonly name: string; readonly antialias: boolean },
): SymbolicTensor {
  const { name, antialias } = options;
  const stride = antialias ? 1 : 2;
  const y = maxPool(x, { name, poolSize: 3, stride, padding: 1 });
  return antialias ? blurPool(y, { name, stride: 2 }) : y;
}
