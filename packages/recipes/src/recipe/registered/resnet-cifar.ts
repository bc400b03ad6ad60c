import type { Recipe } from '../recipe.ts';

const PAPER = 'He et al. 2015, section 4.2';

/** The CIFAR recipe of the ResNet paper. */
export const RESNET_CIFAR: Recipe = {
  name: 'resnet-cifar',
  description:
    "The ResNet paper's CIFAR-10 recipe, for nets of 20 to 56 layers, plain ones too: 64,000 steps of 128 images.",
  model: { name: 'resnet20' },
  data: {
    name: 'cifar10',
    augment: [{ type: 'padCrop', padding: 4, fill: [125, 123, 114] }, { type: 'flip' }],
    normalise: 'pixels',
  },
  length: { steps: 64_000 },
  batch: 128,
  optimizer: { type: 'sgd', momentum: 0.9, form: 'caffe', weightDecay: 1e-4, decay: 'kernels' },
  schedule: { type: 'multiStep', rate: 0.1, milestones: [32_000, 48_000], factor: 0.1, unit: 'steps' },
  loss: { type: 'crossEntropy' },
  evaluation: { every: { epochs: 1 }, crops: 'centre' },
  expected: {
    ...{ metric: 'testError', low: 0.0825, high: 0.0925, mean: 0.0875, seeds: 1 },
    source:
      'He et al. 2015, table 6: 8.75 % with resnet20; the half point on either side is ours, as the paper gives no spread',
  },
  sources: {
    model: `${PAPER}, table 6`,
    data: `${PAPER}: "4 pixels are padded on each side, and a 32x32 crop is randomly sampled from the padded image or its horizontal flip"; inputs are "32x32 images, with the per-pixel mean subtracted"`,
    'data.augment[0].fill':
      "CIFAR-10's mean of each channel, which becomes about 0, as the paper's padding is",
    length: `${PAPER}: "terminate training at 64k iterations"`,
    batch: `${PAPER}: "a mini-batch size of 128 on two GPUs"`,
    'optimizer.type': `${PAPER}`,
    'optimizer.momentum': `${PAPER}: "momentum of 0.9"`,
    'optimizer.form': "the authors' Caffe, which folds the rate into the velocity",
    'optimizer.weightDecay': `${PAPER}: "a weight decay of 0.0001"`,
    'optimizer.decay': "Caffe's custom, whose users the authors are: biases and batch norm do not decay",
    schedule: `${PAPER}: "start with a learning rate of 0.1, divide it by 10 at 32k and 48k iterations"`,
    loss: 'He et al. 2015, section 3.3: softmax',
    'evaluation.crops': `${PAPER}: "only evaluate the single view of the original 32x32 image"`,
    'evaluation.every': 'ours; evaluating does not change the training',
  },
  differs: ['Batch norm sees all 128 images of a step together; on the two GPUs of the paper each saw 64.'],
};
