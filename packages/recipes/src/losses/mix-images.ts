import { add, gather, mul, sub } from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Mixes each image of a batch with another of it: `images * mask + gather(images, partner) * (1 - mask)`. Only tensor
 * operations, so that it can be recorded.
 * @param images - Float32 `[batch, height, width, channels]`.
 * @param partner - Place in the batch of the image that each one is mixed with, int32 `[batch]`.
 * @param mask - Share of the image itself at each pixel, `[1, height, width, 1]`.
 */
export function mixImages(images: Tensor4D, partner: Tensor1D, mask: Tensor4D): Tensor4D {
  return add(mul(images, mask), mul(gather(images, partner), sub(1, mask)));
}
