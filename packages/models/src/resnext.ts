import { bottleneckBlock } from '@skipjack/blocks';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { imagenetNet, imagenetStages } from './imagenet.ts';
import type { ModelStage } from './model-stage.ts';
import type { BottleneckNetOptions } from './net-options.ts';
import { BOTTLENECK_NET_OPTIONS, expectOptions } from './option-checks.ts';

/** Blocks of the stages of both nets: those of ResNet-50. */
const NET = { block: bottleneckBlock, blocks: [3, 4, 6, 3] } as const;

/** Options of {@link resNeXt50}. */
export interface ResNeXtOptions extends Omit<BottleneckNetOptions, 'compat'> {
  /**
   * Whose net it is; there is torchvision's form only.
   *
   * @defaultValue `'torchvision'`
   */
  readonly compat?: 'torchvision';
}

/** Options of {@link wideResNet50}. */
export type WideResNetOptions = ResNeXtOptions;

/**
 * ResNeXt-50 (32x4d), `[batch, 224, 224, 3] -> [batch, 1000]` logits: the bottleneck's 3x3 convolution in 32 groups of 4
 * channels a stage-1 block.
 *
 * @param options - Input shape, classes, stem, output stride, shortcut, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws What {@link resNet} throws.
 * @see Xie et al. 2017, table 1, https://arxiv.org/abs/1611.05431
 */
export function resNeXt50(options: ResNeXtOptions = {}): LayersModel {
  expectOptions('resNeXt50', options, BOTTLENECK_NET_OPTIONS);
  const { name = 'resnext50_32x4d' } = options;
  return imagenetNet({ ...options, ...NET, name, groups: 32, widen: 2, compats: ['torchvision'] });
}

/**
 * Wide ResNet-50-2, `[batch, 224, 224, 3] -> [batch, 1000]` logits: the bottleneck's inner convolutions twice as wide.
 *
 * @param options - Input shape, classes, stem, output stride, shortcut, head, seed and name.
 * @returns A model that the caller disposes.
 * @throws What {@link resNet} throws.
 * @see Zagoruyko and Komodakis 2016, table 8 ("WRN-50-2-bottleneck"), https://arxiv.org/abs/1605.07146
 */
export function wideResNet50(options: WideResNetOptions = {}): LayersModel {
  expectOptions('wideResNet50', options, BOTTLENECK_NET_OPTIONS);
  const { name = 'wide_resnet50_2' } = options;
  return imagenetNet({ ...options, ...NET, name, widen: 2, compats: ['torchvision'] });
}

/** Where the stages of both nets end. */
export function resNeXtStages(options: ResNeXtOptions): ModelStage[] {
  return imagenetStages({ ...options, ...NET });
}
