import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectOptions, layerName, positiveInteger } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import { convStyle } from './block-options.ts';
import type { ConvStyle } from './block-options.ts';
import { convBn } from './conv-bn.ts';
import { localResponseNormalization } from './local-response-normalization.ts';
import { maxPool } from './max-pool.ts';

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

const OPTIONS: OptionNames<VggStageOptions> = {
  name: true,
  filters: true,
  kernelSizes: true,
  batchNorm: true,
  localResponse: true,
  bias: true,
  momentum: true,
  epsilon: true,
  initializer: true,
  seed: true,
};

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
  expectOptions('vggStage', options, OPTIONS);
  const { filters, kernelSizes, batchNorm = false, localResponse = false, bias = true } = options;
  const name = layerName(options.name);
  positiveInteger(`${name}: number of kernelSizes`, kernelSizes.length);
  const order = batchNorm ? ('conv-bn-relu' as const) : ('conv-relu' as const);
  let y = x;
  for (const [index, kernelSize] of kernelSizes.entries()) {
    y = convBn(y, { ...convStyle(options), name: `${name}_${index + 1}`, filters, kernelSize, order, bias });
  }
  if (localResponse) y = localResponseNormalization(y, { name });
  return maxPool(y, { name, poolSize: 2, stride: 2 });
}
