import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { convStyle, STYLE_RULES } from './conv-style.ts';
import type { ConvStyle } from './conv-style.ts';
import { count, layerName } from './option-rules.ts';

/** Options of {@link cifarStem}. */
export interface CifarStemOptions extends ConvStyle {
  /**
   * Place of the stem, the beginning of its layers' names.
   *
   * @defaultValue `'stem'`
   */
  readonly name?: string;
  /**
   * Output channels.
   *
   * @defaultValue 16
   */
  readonly filters?: number;
}

/**
 * 3x3 convolution of stride 1, for images of 32 pixels: `[batch, h, w, c] -> [batch, h, w, filters]`.
 *
 * @param image - Images `[batch, height, width, channels]`.
 * @param options - Name, filters, and how the convolution is made.
 * @returns The first feature map.
 * @throws What {@link convBn} throws, and TypeError for an unknown option.
 * @see He et al. 2015, section 4.2, https://arxiv.org/abs/1512.03385
 */
export function cifarStem(image: SymbolicTensor, options: CifarStemOptions = {}): SymbolicTensor {
  expectOptions('cifarStem', options, { name: [layerName], filters: [count], ...STYLE_RULES });
  const { name = 'stem', filters = 16 } = options;
  return convolveAndNormalize(image, { ...convStyle(options), name, filters, kernelSize: 3 });
}
