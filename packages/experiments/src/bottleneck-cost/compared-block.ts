import {
  batchNorm,
  bottleneckBlock,
  defineModel,
  globalPoolClassifier,
  residualBlock,
} from '@skipjack/blocks';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** A block whose cost is measured. */
export interface ComparedBlock {
  /** Short name, such as `bottleneck`. */
  readonly name: 'bottleneck' | 'wide' | 'narrow' | 'projection';
  /** What it is, in a few words with its channels. */
  readonly title: string;
  /** Channels that it takes and returns. */
  readonly channels: number;
  /** The block. */
  readonly block: (
    x: SymbolicTensor,
    options: { readonly name: string; readonly seed: number },
  ) => SymbolicTensor;
}

/**
 * The blocks for maps of `channels` channels: the bottleneck of figure 5, right; two 3x3 convolutions of all channels, and of a quarter
 * of them on maps that have no more, as in figure 5, left; and the bottleneck with a projection as its shortcut.
 */
export function comparedBlocks(channels: number): ComparedBlock[] {
  const quarter = channels / 4;
  return [
    {
      name: 'bottleneck',
      title: `bottleneck ${channels}-${quarter}-${quarter}-${channels}`,
      channels,
      block: (x, options) => bottleneckBlock(x, { ...options, filters: quarter }),
    },
    {
      name: 'wide',
      title: `two 3x3 of ${channels}`,
      channels,
      block: (x, options) => residualBlock(x, { ...options, filters: channels }),
    },
    {
      name: 'narrow',
      title: `two 3x3 of ${quarter}, on ${quarter} channels`,
      channels: quarter,
      block: (x, options) => residualBlock(x, { ...options, filters: quarter }),
    },
    {
      name: 'projection',
      title: `bottleneck ${channels}-${quarter}-${quarter}-${channels} with a projection`,
      channels,
      block: (x, options) => bottleneckBlock(x, { ...options, filters: quarter, shortcut: 'C' }),
    },
  ];
}

/** A net of `count` equal blocks between a batch norm, so that the first block's gradient is passed on too, and a classifier of 10 classes. */
export function netOfBlocks(compared: ComparedBlock, size: number, count: number, seed: number): LayersModel {
  const layers = (image: SymbolicTensor): SymbolicTensor => {
    let x = batchNorm(image, { name: 'first' });
    for (let index = 1; index <= count; index += 1) x = compared.block(x, { name: `block${index}`, seed });
    return globalPoolClassifier(x, { classes: 10, seed });
  };
  return defineModel({
    name: `${compared.name}_${size}_${count}`,
    inputShape: [size, size, compared.channels],
    layers,
  });
}
