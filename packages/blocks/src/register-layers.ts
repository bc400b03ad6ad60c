import { serialization } from '@tensorflow/tfjs-core';
import { BatchNormalization } from './batch-normalization.ts';

/**
 * Makes models loaded from now on use Skipjack's {@link BatchNormalization} in place of tfjs-layers' own.
 *
 * A saved model loads without this call too, and predicts the same; call it first to go on training the model.
 * Without it nothing is registered: importing Skipjack changes nothing in tfjs.
 */
export function registerLayers(): void {
  serialization.registerClass(BatchNormalization);
}
