import { getGradient, registerGradient, type GradConfig } from '@tensorflow/tfjs-core';
import { IMAGE_GRADIENTS } from './image.ts';
import { INDEXING_GRADIENTS } from './indexing.ts';
import { LAYOUT_GRADIENTS } from './layout.ts';
import { PRODUCT_GRADIENTS } from './products.ts';
import { SECOND_ORDER_GRADIENTS } from './second-order.ts';

/** Gradients that tfjs does not have; where nothing else is said, they work on every backend. */
export const OWN_GRADIENTS: readonly GradConfig[] = [
  ...IMAGE_GRADIENTS,
  ...INDEXING_GRADIENTS,
  ...LAYOUT_GRADIENTS,
  ...PRODUCT_GRADIENTS,
  ...SECOND_ORDER_GRADIENTS,
];

/** Registers them with tfjs, but for those that somebody has registered already. */
export function registerOwnGradients(): void {
  for (const config of OWN_GRADIENTS) if (!getGradient(config.kernelName)) registerGradient(config);
}
