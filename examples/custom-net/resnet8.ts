import { convBn, defineModel, globalPoolClassifier, residualBlock } from '@skipjack/blocks';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const STAGES = [
  { filters: 16, stride: 1 }, // 28 x 28
  { filters: 32, stride: 2 }, // 14 x 14
  { filters: 64, stride: 2 }, // 7 x 7
];

/** A ResNet of 8 layers, 1 + 3 * 2 convolutions and a classifier, `[batch, 28, 28, 1] -> [batch, 10]` logits. */
export function resNet8(): LayersModel {
  return defineModel({
    name: 'resnet8',
    inputShape: [28, 28, 1],
    layers: (image) => {
      let x = convBn(image, { name: 'stem', filters: 16, kernelSize: 3 });
      for (const [s, { filters, stride }] of STAGES.entries())
        x = residualBlock(x, { name: `stage${s + 1}_block1`, filters, stride, shortcut: 'A' });
      return globalPoolClassifier(x, { classes: 10 });
    },
  });
}
