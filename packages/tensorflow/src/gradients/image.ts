import { zeros, zerosLike, type GradConfig, type Tensor } from '@tensorflow/tfjs-core';
import { runNative } from './native-kernel.ts';

/** Gradients of ops on images. */
export const IMAGE_GRADIENTS: readonly GradConfig[] = [
  {
    kernelName: 'CropAndResize',
    inputsToSave: ['image', 'boxes', 'boxInd'],
    gradFunc: (dy, saved, attrs) => {
      const [image, boxes, boxInd] = saved as [Tensor, Tensor, Tensor];
      const { method } = attrs as { method?: string };
      const crops = { dy: dy as Tensor, boxes, boxInd };
      return {
        image: () => runNative('CropAndResizeGradImage', crops, { imageShape: image.shape, method }),
        // Which pixel is nearest does not change with a little step of a box.
        boxes: () =>
          method === 'nearest' ? zerosLike(boxes) : runNative('CropAndResizeGradBoxes', { ...crops, image }),
        boxInd: () => zeros(boxInd.shape),
      };
    },
  },
];
