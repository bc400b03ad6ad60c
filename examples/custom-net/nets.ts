import type { LayersModel } from '@tensorflow/tfjs-layers';
import { inceptionResNet } from './inception-resnet.ts';
import { plainNetWithOneSkip } from './plain-with-one-skip.ts';
import { resNet8 } from './resnet8.ts';

/** The nets of this folder by the name of their model. */
export const NETS: Readonly<Record<string, () => LayersModel>> = {
  'plain-with-one-skip': plainNetWithOneSkip,
  'inception-resnet': inceptionResNet,
  resnet8: resNet8,
};
