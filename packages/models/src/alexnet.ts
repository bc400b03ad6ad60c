import {
  adaptiveAveragePool,
  convBn,
  defineModel,
  fullyConnectedClassifier,
  heNormal,
  localResponseNormalization,
  maxPool,
  normal,
} from '@skipjack/blocks';
import type { SeededInitializer } from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ModelStage } from './model-stage.ts';
import { featureHead } from './net-head.ts';
import type { NetOptions } from './net-options.ts';
import { expectHead, expectNoPooling, expectOptions, expectRoomFor, NET_OPTIONS } from './option-checks.ts';

interface Row {
  readonly filters: number;
  readonly kernelSize: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly groups?: number;
  readonly initialBias?: number;
  readonly localResponse?: boolean;
  readonly pool?: boolean;
}

interface Table {
  readonly inputShape: readonly [number, number, number];
  /** Height and width in pixels from which on every layer has room. */
  readonly smallest: number;
  readonly stages: readonly Row[];
  readonly dropoutPlace: 'behind' | 'before';
  /** Height and width of the last feature map that the head is made for, where it is brought to that size. */
  readonly headSize?: number;
  readonly initialBias: number;
  readonly initializer: SeededInitializer;
}

/** Section 3.5: two columns on two GPUs, which is two groups; what each sees of the other is in the ungrouped layers. */
const PAPER: Table = {
  inputShape: [227, 227, 3],
  smallest: 67,
  stages: [
    { filters: 96, kernelSize: 11, stride: 4, padding: 0, localResponse: true, pool: true },
    { filters: 256, kernelSize: 5, groups: 2, initialBias: 1, localResponse: true, pool: true },
    { filters: 384, kernelSize: 3 },
    { filters: 384, kernelSize: 3, groups: 2, initialBias: 1 },
    { filters: 256, kernelSize: 3, groups: 2, initialBias: 1, pool: true },
  ],
  dropoutPlace: 'behind',
  initialBias: 1,
  initializer: ({ seed }) => normal({ standardDeviation: 0.01, seed }),
};

/** "One weird trick", as torchvision has it: one column, fewer channels, no response normalization. */
const TORCHVISION: Table = {
  inputShape: [224, 224, 3],
  smallest: 63,
  stages: [
    { filters: 64, kernelSize: 11, stride: 4, padding: 2, pool: true },
    { filters: 192, kernelSize: 5, pool: true },
    { filters: 384, kernelSize: 3 },
    { filters: 256, kernelSize: 3 },
    { filters: 256, kernelSize: 3, pool: true },
  ],
  dropoutPlace: 'before',
  headSize: 6,
  initialBias: 0,
  initializer: heNormal,
};

/** Options of {@link alexNet}. */
export interface AlexNetOptions extends Omit<NetOptions, 'compat'> {
  /**
   * The paper's two columns, or torchvision's single one.
   *
   * @defaultValue `'paper'`
   */
  readonly compat?: 'paper' | 'torchvision';
}

/**
 * AlexNet, `[batch, 227, 227, 3] -> [batch, 1000]` logits.
 *
 * Differs: the paper says 224 pixels, of which its windows of 11 at stride 4 do not make its 55; 227 do.
 *
 * @param options - Whose form, input shape, classes, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws RangeError if a word is none of those allowed, or a size, the number of classes or the seed is out of range;
 * TypeError for an option that it does not have.
 * @see Krizhevsky et al. 2012, section 3.5 and figure 2, https://papers.nips.cc/paper/4824; torchvision's: Krizhevsky 2014,
 * https://arxiv.org/abs/1404.5997
 */
export function alexNet(options: AlexNetOptions = {}): LayersModel {
  expectOptions('alexNet', options, NET_OPTIONS);
  const { compat = 'paper', name = 'alexnet', classes = 1000, dropout = 0.5, seed = 0 } = options;
  expectHead({ ...options, classes }, ['paper', 'torchvision']);
  const { stages, smallest, headSize, initializer, initialBias, dropoutPlace, ...table } =
    compat === 'paper' ? PAPER : TORCHVISION;
  const { inputShape = table.inputShape, classifierActivation: activation = 'linear' } = options;
  expectNoPooling(name, { ...options, classes });
  expectRoomFor(name, inputShape, smallest);
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    let x = image;
    for (const [s, { localResponse = false, pool = false, ...convolution }] of stages.entries()) {
      const place = `stage${s + 1}`;
      x = convBn(x, { ...convolution, name: place, order: 'conv-relu', initializer, seed });
      if (localResponse) x = localResponseNormalization(x, { name: place });
      if (pool) x = maxPool(x, { name: place, poolSize: 3, stride: 2 });
    }
    if (classes === 0) return featureHead(x, options.pooling);
    if (headSize !== undefined) x = adaptiveAveragePool(x, { name: 'head', outputSize: headSize });
    return fullyConnectedClassifier(x, {
      dropoutPlace,
      initialBias,
      initializer,
      seed,
      classes,
      activation,
      dropout,
    });
  };
  return defineModel({ name, inputShape, layers });
}

/** Where the stages of AlexNet end. */
export function alexNetStages({ compat = 'paper' }: AlexNetOptions): ModelStage[] {
  const { stages } = compat === 'paper' ? PAPER : TORCHVISION;
  let reduction = 1;
  return stages.map(({ filters: channels, stride = 1, pool = false }, s) => {
    reduction *= pool ? 2 * stride : stride;
    const name = `stage${s + 1}` as const;
    return { name, layer: `${name}_${pool ? 'pool' : 'relu'}`, channels, reduction };
  });
}
