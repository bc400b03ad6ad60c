import type { Recipe } from '../recipe.ts';

const PAPER = 'Krizhevsky et al. 2012, section 5';

/** The recipe of the AlexNet paper. */
export const ALEXNET: Recipe = {
  name: 'alexnet',
  description:
    "The AlexNet paper's ImageNet recipe: 90 epochs of batches of 128, the rate divided by 10 three times.",
  model: { name: 'alexnet' },
  data: {
    name: 'imagenet',
    augment: [
      { type: 'resizeShortSide', size: 256 },
      { type: 'centreCrop', size: 256 },
      { type: 'randomCrop', size: 227 },
      { type: 'flip' },
      { type: 'pcaNoise', std: 0.1 },
    ],
    evaluate: [
      { type: 'resizeShortSide', size: 256 },
      { type: 'centreCrop', size: 227 },
    ],
    normalise: { mean: [123.68, 116.779, 103.939], std: [1, 1, 1] },
  },
  length: { epochs: 90 },
  batch: 128,
  optimizer: { type: 'sgd', momentum: 0.9, form: 'caffe', weightDecay: 5e-4, decay: 'all' },
  schedule: { type: 'plateau', rate: 0.01, factor: 0.1, patience: 5, floor: 1e-5, watch: 'error' },
  loss: { type: 'crossEntropy' },
  evaluation: { every: { epochs: 1 }, crops: 'centre' },
  sources: {
    model: 'Krizhevsky et al. 2012, section 3.5 and figure 2; dropout of section 4.2',
    data: 'Krizhevsky et al. 2012, section 2: short side 256, central 256x256, "subtracting the mean activity over the training set from each pixel"; section 4.1: random patches, reflections, and multiples of the principal components drawn "with mean zero and standard deviation 0.1"',
    'data.augment[2].size': 'the pixels that make 55 x 55 of windows of 11 at stride 4; the paper says 224',
    'data.normalise':
      "ImageNet's mean of each channel, published with VGG's weights; pixels are not divided, as in Caffe",
    'data.evaluate': 'one of the ten patches of section 4.1',
    'data.evaluate[1].size': 'as in training',
    length: `${PAPER}: "roughly 90 cycles through the training set"`,
    batch: `${PAPER}: "a batch size of 128 examples"`,
    'optimizer.type': `${PAPER}: "stochastic gradient descent"`,
    'optimizer.momentum': `${PAPER}: "momentum of 0.9"`,
    'optimizer.form': `${PAPER}: v <- 0.9 v - 0.0005 rate w - rate gradient, w <- w + v`,
    'optimizer.weightDecay': `${PAPER}: "weight decay of 0.0005"`,
    'optimizer.decay': `${PAPER}: its rule of update makes no difference between weights`,
    'schedule.type': `${PAPER}: "divide the learning rate by 10 when the validation error rate stopped improving with the current learning rate"`,
    'schedule.rate': `${PAPER}: "initialized at 0.01"`,
    'schedule.factor': `${PAPER}: "divide the learning rate by 10"`,
    'schedule.floor': `${PAPER}: "reduced three times prior to termination"`,
    'schedule.patience': 'ours: the authors divided the rate by hand',
    'schedule.watch': `${PAPER}: "the validation error rate"`,
    loss: 'Krizhevsky et al. 2012, section 3.5: softmax',
    evaluation: 'ours, to be quick while training; the paper averages the softmax of 10 patches',
  },
  differs: [
    'The mean of each channel is subtracted; the paper subtracts that of each pixel.',
    'The authors divided the rate by hand; here 5 epochs without a lower error are allowed before each of the three times.',
    'Patches have 227 pixels, as the net needs; the paper says 224.',
    'Evaluations while training take one patch; the paper averages ten.',
  ],
};
