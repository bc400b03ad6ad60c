import { globalPoolClassifier } from '@skipjack/blocks';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { layers } from '@tensorflow/tfjs-layers';
import type { NetOptions } from './net-options.ts';

/** Options of {@link poolingHead}: those of the net that concern its end. */
type HeadOptions = Pick<NetOptions, 'pooling' | 'classifierActivation' | 'dropout' | 'seed'> & {
  readonly classes: number;
};

/** The end of a net with a global pooling: logits or probabilities, or with `classes: 0` the features. */
export function poolingHead(x: SymbolicTensor, options: HeadOptions): SymbolicTensor {
  const { classes, pooling, classifierActivation: activation = 'linear', dropout = 0, seed = 0 } = options;
  if (classes === 0) return featureHead(x, pooling);
  return globalPoolClassifier(x, { classes, pooling: pooling ?? 'average', activation, dropout, seed });
}

/** The end of a net without classes: the last feature map, or one number a channel. */
export function featureHead(x: SymbolicTensor, pooling: NetOptions['pooling']): SymbolicTensor {
  if (pooling === undefined) return x;
  const pool = pooling === 'max' ? layers.globalMaxPooling2d : layers.globalAveragePooling2d;
  return pool({ name: 'head_pool' }).apply(x) as SymbolicTensor;
}
