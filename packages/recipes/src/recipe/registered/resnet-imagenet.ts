import type { Recipe } from '../recipe.ts';

const PAPER = 'He et al. 2015, section 3.4';

/** The ImageNet recipe of the ResNet paper. */
export const RESNET_IMAGENET: Recipe = {
  name: 'resnet-imagenet',
  description:
    "The ResNet paper's ImageNet recipe, for plain nets too: 600,000 steps of 256 images, the rate divided by 10 on a plateau.",
  model: { name: 'resnet50' },
  data: {
    name: 'imagenet',
    augment: [
      { type: 'scaleJitter', from: 256, to: 480 },
      { type: 'randomCrop', size: 224 },
      { type: 'flip' },
      { type: 'pcaNoise', std: 0.1 },
    ],
    evaluate: [
      { type: 'resizeShortSide', size: 256 },
      { type: 'centreCrop', size: 224 },
    ],
    normalise: { mean: [123.68, 116.779, 103.939], std: [1, 1, 1] },
  },
  length: { steps: 600_000 },
  batch: 256,
  optimizer: { type: 'sgd', momentum: 0.9, form: 'caffe', weightDecay: 1e-4, decay: 'kernels' },
  schedule: { type: 'plateau', rate: 0.1, factor: 0.1, patience: 5, watch: 'error' },
  loss: { type: 'crossEntropy' },
  evaluation: { every: { epochs: 1 }, crops: 'centre' },
  sources: {
    model: 'He et al. 2015, table 1',
    data: `${PAPER}: "its shorter side randomly sampled in [256, 480]", "a 224x224 crop is randomly sampled from an image or its horizontal flip, with the per-pixel mean subtracted", "the standard color augmentation in [21]"`,
    'data.augment[3]': 'Krizhevsky et al. 2012, section 4.1, which is [21]',
    'data.normalise':
      "ImageNet's mean of each channel, published with VGG's weights; pixels are not divided, as in Caffe",
    'data.evaluate': 'the one view of Krizhevsky et al. 2012 whose middle is that of the image',
    length: `${PAPER}: "trained for up to 60 x 10^4 iterations"`,
    batch: `${PAPER}: "a mini-batch size of 256"`,
    'optimizer.type': `${PAPER}: "We use SGD"`,
    'optimizer.momentum': `${PAPER}: "a momentum of 0.9"`,
    'optimizer.form': "the authors' Caffe, which folds the rate into the velocity",
    'optimizer.weightDecay': `${PAPER}: "a weight decay of 0.0001"`,
    'optimizer.decay': "Caffe's custom, whose users the authors are: biases and batch norm do not decay",
    'schedule.type': `${PAPER}: "is divided by 10 when the error plateaus"`,
    'schedule.rate': `${PAPER}: "The learning rate starts from 0.1"`,
    'schedule.factor': `${PAPER}: "divided by 10"`,
    'schedule.patience': 'ours: the paper does not say what a plateau is',
    'schedule.watch': `${PAPER}: "the error"`,
    loss: 'He et al. 2015, section 3.3: softmax',
    evaluation: 'ours, to be quick while training; the paper averages 10 crops: crops of `evaluate`',
  },
  differs: [
    'The mean of each channel is subtracted; the paper subtracts that of each pixel.',
    'The paper does not say what a plateau is; here 5 epochs without a lower error are allowed.',
    'Evaluations while training take one crop; the errors of the paper are of 10 crops, or of several scales.',
    "The paper's statistics of batch norm are true averages over the training set, taken after training; here they are running ones unless `evaluation.batchNormSamples` is set.",
  ],
};

/** The ImageNet recipe with the weight decay of the study note that this project began with. */
export const RESNET_IMAGENET_STUDY_NOTE: Recipe = {
  ...RESNET_IMAGENET,
  name: 'resnet-imagenet-study-note',
  description:
    "The ResNet paper's ImageNet recipe with the weight decay of the study note that this project began with, 1e-5.",
  optimizer: { type: 'sgd', momentum: 0.9, form: 'caffe', weightDecay: 1e-5, decay: 'kernels' },
  sources: {
    ...RESNET_IMAGENET.sources,
    'optimizer.weightDecay': "the study note that this project began with; the paper's is 1e-4",
  },
  differs: [
    "The weight decay is 1e-5, a tenth of the paper's (He et al. 2015, section 3.4: 0.0001).",
    ...(RESNET_IMAGENET.differs ?? []),
  ],
};
