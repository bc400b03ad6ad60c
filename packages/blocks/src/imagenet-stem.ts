import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import type { OptionRules } from './argument-checks.ts';
import { blur } from './blur-pool.ts';
import { convStyle, STYLE_RULES } from './conv-style.ts';
import type { ConvStyle } from './conv-style.ts';
import { connect } from './connect.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { count, FLAG, layerName } from './option-rules.ts';
import { zeroPad } from './zero-pad.ts';

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

const RULES: OptionRules<StemOptions> = {
  name: [layerName],
  filters: [count],
  antialias: FLAG,
  ...STYLE_RULES,
};

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
  expectOptions('imagenetStem', options, RULES);
  const { name = 'stem', filters = 64, antialias = false } = options;
  const x = convolveAndNormalize(image, { ...convStyle(options), name, filters, kernelSize: 7, stride: 2 });
  return subsampled(x, name, antialias);
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
  expectOptions('deepStem', options, RULES);
  const { name = 'stem', filters = 64, antialias = false } = options;
  const style = { ...convStyle(options), kernelSize: 3 };
  const half = Math.floor(filters / 2);
  let x = convolveAndNormalize(image, { ...style, name: `${name}_1`, filters: half, stride: 2 });
  x = convolveAndNormalize(x, { ...style, name: `${name}_2`, filters: half });
  x = convolveAndNormalize(x, { ...style, name: `${name}_3`, filters });
  return subsampled(x, name, antialias);
}

/** The stem's maximum, of stride 2 in all. */
function subsampled(x: SymbolicTensor, name: string, antialias: boolean): SymbolicTensor {
  const place = `${name}_pool`;
  // Behind a ReLU a zero never wins.
  const padded = zeroPad(x, place, [
    [1, 1],
    [1, 1],
  ]);
  const pool = layers.maxPooling2d({ name: place, poolSize: 3, strides: antialias ? 1 : 2 });
  return antialias ? blur(connect(pool, padded), name) : connect(pool, padded);
}
