import { serialization } from '@tensorflow/tfjs-core';
import { AdaptiveAveragePooling2D } from './adaptive-average-pool.ts';
import { BatchNormalization } from './batch-normalization.ts';
import { Dropout } from './dropout-layer.ts';
import { GroupedConv2D } from './grouped-conv2d.ts';
import { LocalResponseNormalization } from './local-response-normalization.ts';

/**
 * Makes models loaded from now on use Skipjack's {@link BatchNormalization} and {@link Dropout} in place of tfjs-layers' own, and
 * lets those load that have {@link GroupedConv2D}, {@link LocalResponseNormalization} or {@link AdaptiveAveragePooling2D}, which
 * tfjs-layers lacks.
 *
 * Any other saved model loads without this call too, and predicts the same; call it first to go on training the model.
 * Without it nothing is registered: importing Skipjack changes nothing in tfjs.
 */
export function registerLayers(): void {
  serialization.registerClass(BatchNormalization);
  serialization.registerClass(Dropout);
  serialization.registerClass(GroupedConv2D);
  serialization.registerClass(LocalResponseNormalization);
  serialization.registerClass(AdaptiveAveragePooling2D);
}
