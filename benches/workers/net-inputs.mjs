// @ts-check
import { batchValues } from './tf-layers-resnet.mjs';

/** The images and labels as tensors, and a sample of them by which the coordinator sees that all compute on the same. */
export function netInputs(tf, { batch, inputShape, classes }) {
  const { images, labels } = batchValues({ batch, inputShape, classes });
  return {
    images: tf.tensor4d(images, [batch, ...inputShape]),
    labels: tf.tensor1d(labels, 'int32'),
    sample: [images[0], images.at(-1), labels.reduce((sum, label) => sum + label, 0)],
  };
}
