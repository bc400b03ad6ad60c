import { layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { convStyle, STYLE_RULES } from './conv-style.ts';
import type { ConvStyle } from './conv-style.ts';
import { connect } from './connect.ts';
import { convolveAndNormalize } from './conv-bn.ts';
import { count, FLAG, layerName } from './option-rules.ts';

/** Options of {@link inceptionModule}; the widths are the columns of the paper's table 1. */
export interface InceptionModuleOptions extends ConvStyle {
  /** Place of the module, the beginning of its layers' names, such as `stage3_block1`. */
  readonly name: string;
  /** Channels of the 1x1 branch, "#1x1". */
  readonly filters1x1: number;
  /** Channels of the 1x1 convolution before the 3x3, "#3x3 reduce". */
  readonly reduce3x3: number;
  /** Channels of the 3x3 convolution, "#3x3". */
  readonly filters3x3: number;
  /** Channels of the 1x1 convolution before the 5x5, "#5x5 reduce". */
  readonly reduce5x5: number;
  /** Channels of the 5x5 convolution, "#5x5". */
  readonly filters5x5: number;
  /** Channels of the 1x1 convolution behind the pooling, "pool proj". */
  readonly poolProjection: number;
  /**
   * Kernel of the branch that the paper calls 5x5; torchvision's has 3.
   *
   * @defaultValue 5
   */
  readonly kernel5x5?: 3 | 5;
  /**
   * Whether each convolution is followed by batch normalization (the paper's are not, and have biases).
   *
   * @defaultValue true
   */
  readonly batchNorm?: boolean;
}

/**
 * Four branches side by side, joined by their channels: 1x1; 1x1 and 3x3; 1x1 and 5x5; 3x3 maximum and 1x1:
 * `[batch, h, w, c] -> [batch, h, w, filters1x1 + filters3x3 + filters5x5 + poolProjection]`.
 *
 * Layers are named `<name>_1x1_...`, `<name>_3x3_reduce_...`, `<name>_3x3_...`, `<name>_5x5_reduce_...`, `<name>_5x5_...`,
 * `<name>_pool`, `<name>_projection_...` and `<name>_concat`.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name, widths of the branches, and how their convolutions are made.
 * @returns The joined feature map.
 * @throws What {@link convBn} throws; RangeError if a width is no positive integer or `kernel5x5` neither 3 nor 5.
 * @see Szegedy et al. 2015, figure 2 (b) and table 1, https://arxiv.org/abs/1409.4842
 */
export function inceptionModule(x: SymbolicTensor, options: InceptionModuleOptions): SymbolicTensor {
  expectOptions('inceptionModule', options, {
    name: layerName,
    filters1x1: count,
    reduce3x3: count,
    filters3x3: count,
    reduce5x5: count,
    filters5x5: count,
    poolProjection: count,
    kernel5x5: [3, 5],
    batchNorm: FLAG,
    ...STYLE_RULES,
  });
  const { name, filters1x1, reduce3x3, filters3x3, reduce5x5, filters5x5, poolProjection } = options;
  const { kernel5x5 = 5, batchNorm = true } = options;
  channelsOf(x, name);
  const order = batchNorm ? 'conv-bn-relu' : 'conv-relu';
  const convolution = (y: SymbolicTensor, place: string, filters: number, kernelSize = 1): SymbolicTensor =>
    convolveAndNormalize(y, { ...convStyle(options), name: `${name}_${place}`, filters, kernelSize, order });
  // At stride 1 the standard layer pads alike on every side, with minus infinity.
  const pool = layers.maxPooling2d({ name: `${name}_pool`, poolSize: 3, strides: 1, padding: 'same' });
  const branches = [
    convolution(x, '1x1', filters1x1),
    convolution(convolution(x, '3x3_reduce', reduce3x3), '3x3', filters3x3, 3),
    convolution(convolution(x, '5x5_reduce', reduce5x5), '5x5', filters5x5, kernel5x5),
    convolution(connect(pool, x), 'projection', poolProjection),
  ];
  return connect(layers.concatenate({ name: `${name}_concat` }), branches);
}
