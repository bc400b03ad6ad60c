import { adaptiveAveragePool, defineModel, fullyConnectedClassifier, vggStage } from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ModelStage } from './model-stage.ts';
import { featureHead } from './net-head.ts';
import type { NetOptions } from './net-options.ts';
import {
  expectBoolean,
  expectHead,
  expectNoPooling,
  expectOneOf,
  expectOptions,
  expectRoomFor,
  NET_OPTIONS,
} from './option-checks.ts';

/** A column of the paper's table 1. */
export type VggConfiguration = 'A' | 'A-LRN' | 'B' | 'C' | 'D' | 'E';

/** Table 1: kernel sizes of the convolutions in each stage. */
const CONFIGURATIONS: Readonly<Record<VggConfiguration, readonly (readonly number[])[]>> = {
  A: [[3], [3], [3, 3], [3, 3], [3, 3]],
  'A-LRN': [[3], [3], [3, 3], [3, 3], [3, 3]],
  B: [
    [3, 3],
    [3, 3],
    [3, 3],
    [3, 3],
    [3, 3],
  ],
  C: [
    [3, 3],
    [3, 3],
    [3, 3, 1],
    [3, 3, 1],
    [3, 3, 1],
  ],
  D: [
    [3, 3],
    [3, 3],
    [3, 3, 3],
    [3, 3, 3],
    [3, 3, 3],
  ],
  E: [
    [3, 3],
    [3, 3],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
  ],
};

/** Channels of the stages; each halves the map. */
const FILTERS = [64, 128, 256, 512, 512];

/** Height and width in pixels from which on every layer has room. */
const SMALLEST = 2 ** FILTERS.length;

/** Options of {@link vgg}. */
export interface VggOptions extends NetOptions {
  /** Which column of the paper's table 1. */
  readonly configuration: VggConfiguration;
  /**
   * Whether each convolution is followed by batch normalization, which the paper's nets are older than.
   *
   * @defaultValue false
   */
  readonly batchNorm?: boolean;
}

/**
 * VGG net, `[batch, 224, 224, 3] -> [batch, 1000]` logits.
 *
 * The head sees all pixels of the last feature map; torchvision's (`compat: 'torchvision'`) brings a map of any size to 7x7
 * first, and Keras's has no dropout.
 *
 * Differs: weights start by He's initialisation; the paper took normal samples of variance 0.01 for net A, and its layers for the
 * deeper nets.
 *
 * @param options - Configuration, batch normalization, whose form, input shape, classes, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if a word is none of those allowed, an image is smaller than 32x32, or a size, the number of classes
 * or the seed is out of range; TypeError for an option that it does not have.
 * @see Simonyan and Zisserman 2015, table 1, https://arxiv.org/abs/1409.1556
 */
export function vgg(options: VggOptions): LayersModel {
  expectOptions('vgg', options, ['configuration', 'batchNorm', ...NET_OPTIONS]);
  const { configuration, batchNorm = false, inputShape = [224, 224, 3], classes = 1000, seed = 0 } = options;
  const {
    compat = 'paper',
    name = `vgg_${configuration}`,
    classifierActivation: activation = 'linear',
  } = options;
  const { dropout = compat === 'keras' ? 0 : 0.5 } = options;
  expectBoolean('batchNorm', batchNorm);
  expectOneOf('configuration', configuration, Object.keys(CONFIGURATIONS) as VggConfiguration[]);
  expectHead({ ...options, classes }, ['paper', 'torchvision', 'keras']);
  expectNoPooling(name, { ...options, classes });
  expectRoomFor(name, inputShape, SMALLEST);
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    let x = image;
    for (const [s, kernelSizes] of CONFIGURATIONS[configuration].entries()) {
      const localResponse = configuration === 'A-LRN' && s === 0;
      const filters = FILTERS[s] ?? 0;
      x = vggStage(x, { name: `stage${s + 1}`, filters, kernelSizes, batchNorm, localResponse, seed });
    }
    if (classes === 0) return featureHead(x, options.pooling);
    if (compat === 'torchvision') x = adaptiveAveragePool(x, { name: 'head', outputSize: 7 });
    return fullyConnectedClassifier(x, { classes, activation, dropout, seed });
  };
  return defineModel({ name, inputShape, layers });
}

/** Where the stages of every VGG net end. */
export function vggStages(): ModelStage[] {
  return FILTERS.map((channels, s) => {
    const name = `stage${s + 1}` as const;
    return { name, layer: `${name}_pool`, channels, reduction: 2 ** (s + 1) };
  });
}
