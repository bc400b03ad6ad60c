import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions, layerName, positiveInteger } from './argument-checks.ts';
import { connect } from './connect.ts';
import { zeroPad } from './conv.ts';
import type { Initializer } from './he-normal.ts';
import { weightTensor } from './weight-tensor.ts';

/** Options of {@link blurPool}. */
export interface BlurPoolOptions {
  /** Place of the layer; it is named `<name>_blur`, its padding `<name>_blur_pad`. */
  readonly name: string;
  /**
   * Subsampling in both directions.
   *
   * @defaultValue 2
   */
  readonly stride?: number;
}

/** Weights of the binomial filter along one axis. */
const BINOMIAL = [1 / 4, 1 / 2, 1 / 4];

/**
 * Blurs with the binomial filter 1-2-1 in both directions, then subsamples: `[batch, h, w, c] -> [batch, ceil(h / stride), ceil(w / stride), c]`.
 *
 * A frozen depthwise convolution, so that a saved model holds standard layers only.
 *
 * Differs: pads zeros where the paper's code reflects, so that only standard layers are needed.
 *
 * @param x - Feature map `[batch, height, width, channels]`.
 * @param options - Name and stride.
 * @returns The smaller feature map.
 * @throws TypeError if the channels of `x` or an option are unknown; RangeError if the stride is no positive integer.
 * @see Zhang 2019, "Making convolutional networks shift-invariant again", section 3.2, https://arxiv.org/abs/1904.11486
 */
export function blurPool(x: SymbolicTensor, options: BlurPoolOptions): SymbolicTensor {
  expectOptions('blurPool', options, { name: true, stride: true });
  const { name, stride = 2 } = options;
  channelsOf(x, layerName(name));
  positiveInteger(`${name}: stride`, stride);
  const blur = layers.depthwiseConv2d({
    name: `${name}_blur`,
    kernelSize: BINOMIAL.length,
    strides: stride,
    padding: 'valid',
    useBias: false,
    depthwiseInitializer: binomial(),
    trainable: false,
  });
  return connect(blur, zeroPad(x, { name: `${name}_blur`, pixels: 1 }));
}

/** Fills a depthwise kernel `[3, 3, channels, 1]`; in a saved model it is a plain constant, as its weights are saved. */
function binomial(): Initializer {
  const initializer = initializers.constant({ value: 1 / 9 }) as Initializer;
  initializer.apply = (shape) =>
    weightTensor(shape, (length) => {
      const filter = BINOMIAL.flatMap((row) => BINOMIAL.map((column) => row * column));
      const channels = length / filter.length;
      return Float32Array.from({ length }, (_, index) => filter[Math.floor(index / channels)] ?? 0);
    });
  return initializer;
}
