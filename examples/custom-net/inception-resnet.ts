import { convBn, defineModel, globalPoolClassifier, inceptionModule, residualBlock } from '@skipjack/blocks';
import { layers } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** A ResNet whose stages end in an inception module with a skip, `[batch, 32, 32, 3] -> [batch, 10]` logits. */
export function inceptionResNet(): LayersModel {
  return defineModel({
    name: 'inception-resnet',
    inputShape: [32, 32, 3],
    layers: (image) => {
      let x = convBn(image, { name: 'stem', filters: 16, kernelSize: 3 });
      for (const [s, filters] of [16, 32, 64].entries()) {
        const name = `stage${s + 1}`;
        x = residualBlock(x, { name: `${name}_block1`, filters, stride: s === 0 ? 1 : 2, shortcut: 'A' });
        const n = filters / 4; // four branches of equal width, joined to as many channels as came in
        const widths = { filters1x1: n, reduce3x3: n, filters3x3: n, reduce5x5: n, filters5x5: n };
        const y = inceptionModule(x, { name: `${name}_inception`, ...widths, poolProjection: n });
        x = layers.add({ name: `${name}_inception_add` }).apply([x, y]) as SymbolicTensor;
      }
      return globalPoolClassifier(x, { classes: 10 });
    },
  });
}
