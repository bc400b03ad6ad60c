import type { BottleneckBlockOptions, ShortcutPadding, ShortcutType } from '@skipjack/blocks';

/**
 * Whose net it is, where the nets of that name differ:
 *
 * - `paper`: as the paper has it;
 * - `torchvision`, `keras`: as the weights that these libraries publish need it.
 */
export type Compat = 'paper' | 'torchvision' | 'keras';

/** Options that every net has. */
export interface NetOptions {
  /**
   * Height and width in pixels, and channels, of the images; at least 1 pixel for the plain and residual nets, 32 for VGG, 31 for
   * GoogLeNet (15 for torchvision's, 79 for the paper's with `auxiliary`), 67 for AlexNet (63 for torchvision's).
   *
   * @defaultValue `[32, 32, 3]` for the CIFAR nets, `[227, 227, 3]` for the paper's AlexNet, `[224, 224, 3]` for the others
   */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /**
   * Number of classes; 0 for a net without a head, which returns its last feature map.
   *
   * @defaultValue 10 for the CIFAR nets, 1000 for the ImageNet ones
   */
  readonly classes?: number;
  /**
   * How a feature map becomes one number a channel. With `classes: 0` the default leaves the map as it is; with a head AlexNet
   * and VGG refuse it, as their heads take every pixel.
   *
   * @defaultValue `'average'` with a head, where the net has a global pooling; none without
   */
  readonly pooling?: 'average' | 'max';
  /**
   * What the net returns: logits (`linear`) or probabilities (`softmax`).
   *
   * @defaultValue `'linear'`
   */
  readonly classifierActivation?: 'linear' | 'softmax';
  /**
   * Part of the numbers before the last layer that is dropped in training.
   *
   * @defaultValue the paper's: 0.5 for AlexNet and VGG, 0.4 for GoogLeNet, 0 for the others
   */
  readonly dropout?: number;
  /**
   * Whose net it is; each net allows those of which it has a form.
   *
   * @defaultValue `'paper'`
   */
  readonly compat?: Compat;
  /**
   * Seed of the initial weights, an integer from 0 to 4294967295. The layers that two nets share by name start from
   * the same weights.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
  /**
   * Name of the model.
   *
   * @defaultValue the registry's name, such as `resnet20`
   */
  readonly name?: string;
}

/** Options of the nets made of stages of blocks. */
export interface StagedNetOptions extends NetOptions {
  /**
   * What is before the first stage: a 7x7 convolution and a pooling (`imagenet`), three 3x3 convolutions and a pooling
   * (`deep`), or one 3x3 convolution of stride 1 for small images (`cifar`).
   *
   * @defaultValue `'imagenet'`
   */
  readonly stem?: 'imagenet' | 'deep' | 'cifar';
  /**
   * Pixels of the image per pixel of the last feature map: strides that would make it more become dilations.
   *
   * @defaultValue what the strides come to, 32
   */
  readonly outputStride?: 8 | 16 | 32;
  /**
   * Whether strides are blurred, see `blurPool` of `@skipjack/blocks`.
   *
   * @defaultValue false
   */
  readonly antialias?: boolean;
}

/** Options that only nets with shortcuts have. */
export interface ShortcutNetOptions {
  /**
   * Which of the paper's three shortcuts.
   *
   * @defaultValue `'A'` for the CIFAR nets, `'B'` for the ImageNet ones
   */
  readonly shortcut?: ShortcutType;
  /**
   * Where shortcut `A` puts its channels of zeros.
   *
   * @defaultValue `'after'`
   */
  readonly shortcutPadding?: ShortcutPadding;
  /**
   * What the scales of the last batch normalization of each block start from; with `zeros` each block starts as its shortcut.
   *
   * @defaultValue `'ones'`
   */
  readonly lastGamma?: 'ones' | 'zeros';
  /**
   * By how much squeeze and excitation narrows the channels of each block; none without it.
   *
   * @defaultValue no squeeze and excitation
   */
  readonly squeezeExcitation?: number;
  /**
   * Probability in (0, 1] that the last block's residual path is there in a training step; it falls from 1 in a straight line
   * over the blocks.
   *
   * @defaultValue 1, always
   * @see Huang et al. 2016, section 3, https://arxiv.org/abs/1603.09382
   */
  readonly survival?: number;
}

/** Options of the residual nets of basic blocks. */
export interface ResidualNetOptions extends NetOptions, ShortcutNetOptions {}

/** Options of the residual nets for ImageNet. */
export interface StagedResidualNetOptions extends StagedNetOptions, ShortcutNetOptions {}

/** Options of the nets with bottleneck blocks. */
export interface BottleneckNetOptions extends StagedResidualNetOptions {
  /**
   * Which convolution of a bottleneck block carries the stride: the first 1x1 (the paper, "v1") or the 3x3 ("v1.5").
   *
   * @defaultValue `'3x3'` for `compat: 'torchvision'`, else `'1x1'`
   */
  readonly strideIn?: NonNullable<BottleneckBlockOptions['strideIn']>;
}
