import type { BottleneckBlockOptions, ShortcutPadding, ShortcutType } from '@skipjack/blocks';

/** Options that every net has. */
export interface NetOptions {
  /**
   * Height and width in pixels, and channels, of the images; each at least 1.
   *
   * @defaultValue `[32, 32, 3]` for the CIFAR nets, `[224, 224, 3]` for the ImageNet ones
   */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /**
   * Number of classes.
   *
   * @defaultValue 10 for the CIFAR nets, 1000 for the ImageNet ones
   */
  readonly classes?: number;
  /**
   * What the net returns: logits (`linear`) or probabilities (`softmax`).
   *
   * @defaultValue `'linear'`
   */
  readonly classifierActivation?: 'linear' | 'softmax';
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

/** Options of the nets with shortcuts. */
export interface ResidualNetOptions extends NetOptions {
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
}

/** Options of the nets with bottleneck blocks. */
export interface BottleneckNetOptions extends ResidualNetOptions {
  /**
   * Which convolution of a bottleneck block carries the stride: the first 1x1 (the paper, "v1") or the 3x3 ("v1.5").
   *
   * @defaultValue `'1x1'`
   */
  readonly strideIn?: NonNullable<BottleneckBlockOptions['strideIn']>;
}
