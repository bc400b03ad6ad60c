import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions } from './argument-checks.ts';
import type { Check } from './argument-checks.ts';
import { convStyle, STYLE_RULES } from './conv-style.ts';
import type { ConvStyle } from './conv-style.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { localResponseNormalization } from './local-response-normalization.ts';
import { maximum } from './max-pool.ts';
import { count, FLAG, layerName } from './option-rules.ts';

/** Options of {@link vggStage}. */
export interface VggStageOptions extends ConvStyle {
  /** Place of the stage, the beginning of its layers' names, such as `stage2`. */
  readonly name: string;
  /** Channels of all its convolutions. */
  readonly filters: number;
  /** Kernel sizes of its convolutions, one after the other, such as `[3, 3]`. */
  readonly kernelSizes: readonly number[];
  /**
   * Whether each convolution is followed by batch normalization.
   *
   * @defaultValue false
   */
  readonly batchNorm?: boolean;
  /**
   * Whether the last convolution is followed by local response normalization (net A-LRN).
   *
   * @defaultValue false
   */
  readonly localResponse?: boolean;
}

const kernels: Check = (value) => (Array.isArray(value) && value.length > 0) || 'an array such as [3, 3]';

/**
 * Convolutions with ReLU and a maximum over 2x2: `[batch, h, w, c] -> [batch, floor(h / 2), floor(w / 2), filters]`.
 *
 * The convolutions have biases, with batch normalization too, as torchvision's.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, filters, kernel sizes, normalization, and how the convolutions are made.
 * @returns The smaller feature map.
 * @throws What {@link convBn} throws; RangeError if there is no convolution, or the image is smaller than 2x2.
 * @see Simonyan and Zisserman 2015, table 1, https://arxiv.org/abs/1409.1556
 */
export function vggStage(x: SymbolicTensor, options: VggStageOptions): SymbolicTensor {
  expectOptions('vggStage', options, {
    name: layerName,
    filters: count,
    kernelSizes: kernels,
    batchNorm: FLAG,
    localResponse: FLAG,
    ...STYLE_RULES,
  });
  const { name, filters, kernelSizes, batchNorm = false, localResponse = false, bias = true } = options;
  const order = batchNorm ? ('conv-bn-relu' as const) : ('conv-relu' as const);
  let y = x;
  for (const [index, kernelSize] of kernelSizes.entries()) {
    y = convolveAndNormalize(y, {
      ...convStyle(options),
      name: `${name}_${index + 1}`,
      filters,
      kernelSize,
      order,
      bias,
    });
  }
  if (localResponse) y = localResponseNormalization(y, { name });
  return maximum(y, { name, poolSize: 2, stride: 2 });
}
