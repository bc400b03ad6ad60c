import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, expectOptions } from './argument-checks.ts';
import { connect } from './connect.ts';
import type { Initializer } from './he-normal.ts';
import { count, layerName } from './option-rules.ts';
import { weightTensor } from './weight-tensor.ts';
import { zeroPad } from './zero-pad.ts';

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

/** Weights of the binomial filter 1-2-1 in both directions, in sixteenths. */
const BINOMIAL = [1, 2, 1, 2, 4, 2, 1, 2, 1];

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
  expectOptions('blurPool', options, { name: layerName, stride: [count] });
  channelsOf(x, options.name);
  return blur(x, options.name, options.stride);
}

/** {@link blurPool} of options that will do. */
export function blur(x: SymbolicTensor, place: string, strides = 2): SymbolicTensor {
  const name = `${place}_blur`;
  const filter = layers.depthwiseConv2d({
    name,
    kernelSize: 3,
    strides,
    useBias: false,
    depthwiseInitializer: binomial(),
    trainable: false,
  });
  const padded = zeroPad(x, name, [
    [1, 1],
    [1, 1],
  ]);
  return connect(filter, padded);
}

/** Fills a depthwise kernel `[3, 3, channels, 1]`; in a saved model it is a plain constant, as its weights are saved. */
function binomial(): Initializer {
  const initializer = initializers.constant({ value: 1 / 9 }) as Initializer;
  initializer.apply = (shape) =>
    weightTensor(shape, (length) =>
      Float32Array.from({ length }, (_, index) => (BINOMIAL[Math.floor((index * 9) / length)] ?? 0) / 16),
    );
  return initializer;
}
