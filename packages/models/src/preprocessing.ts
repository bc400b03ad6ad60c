import type { Preprocessing } from './model-card.ts';

/** Of the training images the mean at every pixel. */
export const MEAN_IMAGE: Preprocessing = {
  compat: 'paper',
  text: 'The mean image of the training set is subtracted, pixel by pixel.',
  channels: 'RGB',
};

/** Of the training images the mean of every channel: VGG's paper. */
export const MEAN_COLOUR: Preprocessing = {
  compat: 'paper',
  text: 'The mean colour of the training set is subtracted.',
  channels: 'RGB',
  mean: [123.68, 116.779, 103.939],
  std: [1, 1, 1],
};

/** What the weights that torchvision publishes want. */
export const TORCHVISION: Preprocessing = {
  compat: 'torchvision',
  text: "ImageNet's mean and standard deviation of each channel.",
  channels: 'RGB',
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
};

/** What torchvision's GoogLeNet wants, whose weights come from TensorFlow. */
export const TORCHVISION_GOOGLENET: Preprocessing = {
  compat: 'torchvision',
  text: 'From -1 to 1; torchvision gets there from its usual mean and deviation by transform_input.',
  channels: 'RGB',
  mean: [127.5, 127.5, 127.5],
  std: [127.5, 127.5, 127.5],
};

/** What Keras calls `caffe`. */
export const KERAS_CAFFE: Preprocessing = {
  compat: 'keras',
  text: "ImageNet's mean colour is subtracted, in the order of Caffe's channels.",
  channels: 'BGR',
  mean: [103.939, 116.779, 123.68],
  std: [1, 1, 1],
};

/** What Keras calls `tf`. */
export const KERAS_TF: Preprocessing = {
  compat: 'keras',
  text: 'From -1 to 1.',
  channels: 'RGB',
  mean: [127.5, 127.5, 127.5],
  std: [127.5, 127.5, 127.5],
};
