import { convBn, defineModel, globalPoolClassifier, plainBlock, residualBlock } from '@skipjack/blocks';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A plain net with one skip, `[batch, 28, 28, 1] -> [batch, 10]` logits: a block is one line, of either kind. */
export function plainNetWithOneSkip(): LayersModel {
  return defineModel({
    name: 'plain-with-one-skip',
    inputShape: [28, 28, 1],
    layers: (image) => {
      let x = convBn(image, { name: 'stem', filters: 8, kernelSize: 3 });
      x = plainBlock(x, { name: 'block1', filters: 8 });
      x = residualBlock(x, { name: 'block2', filters: 16, stride: 2, shortcut: 'A' });
      x = plainBlock(x, { name: 'block3', filters: 32, stride: 2 });
      return globalPoolClassifier(x, { classes: 10 });
    },
  });
}
