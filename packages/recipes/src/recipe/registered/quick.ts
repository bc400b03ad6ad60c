import type { Recipe } from '../recipe.ts';

const OURS = 'ours';
const PAPER = 'He et al. 2015, section 4.2';

/** What the quick recipes have in common: MNIST's, before it was measured. */
const QUICK: Recipe = {
  name: 'mnist-quick',
  description: 'MNIST in minutes on two cores: ResNet-20, two epochs of one cycle.',
  model: { name: 'resnet20' },
  data: { name: 'mnist', normalise: 'channels' },
  length: { epochs: 2 },
  batch: 128,
  optimizer: {
    ...{ type: 'sgd', momentum: 0.9, nesterov: true, form: 'pytorch' },
    ...{ weightDecay: 5e-4, decay: 'kernels' },
  },
  schedule: { type: 'oneCycle', rate: 0.2, rise: 0.3, startDivisor: 25, endDivisor: 10_000, shape: 'cosine' },
  loss: { type: 'crossEntropy' },
  evaluation: { every: { epochs: 1 }, crops: 'centre' },
  sources: {
    model: `${PAPER}, table 6, for images of 28 x 28 pixels`,
    data: OURS,
    length: 'ours: minutes on two cores',
    batch: `${PAPER}: 128`,
    'optimizer.type': PAPER,
    'optimizer.momentum': `${PAPER}: 0.9`,
    'optimizer.nesterov': OURS,
    'optimizer.form': OURS,
    'optimizer.weightDecay': OURS,
    'optimizer.decay': OURS,
    schedule:
      "the shape of PyTorch's OneCycleLR with its defaults, after Smith and Topin 2018; the rate is ours",
    loss: 'He et al. 2015, section 3.3: softmax',
    evaluation: OURS,
  },
};

/** MNIST in minutes on a laptop. */
export const MNIST_QUICK: Recipe = {
  ...QUICK,
  expected: {
    ...{ metric: 'testError', low: 0.003, high: 0.008, mean: 0.00564, std: 0.00076, seeds: 5 },
    source:
      'ours: seeds 0 to 4, compiled, float32, 2 cores of an AMD EPYC: 0.47, 0.58, 0.55, 0.68 and 0.54 %',
  },
};

/** Fashion-MNIST in minutes on a laptop. */
export const FASHION_MNIST_QUICK: Recipe = {
  ...QUICK,
  name: 'fashion-mnist-quick',
  description:
    'Fashion-MNIST in minutes on two cores: ResNet-20, three epochs of one cycle, mirrored and shifted images.',
  data: {
    name: 'fashion-mnist',
    augment: [{ type: 'padCrop', padding: 2 }, { type: 'flip' }],
    normalise: 'channels',
  },
  length: { epochs: 3 },
};

/** One net of the degradation experiment in its short form. */
export const DEGRADATION_QUICK: Recipe = {
  name: 'degradation-quick',
  description:
    'One net of `skipjack reproduce degradation` in its short form: MNIST, 320 steps of 64 images, for plain and residual nets alike.',
  model: { name: 'resnet20' },
  data: { name: 'mnist', normalise: 'channels' },
  length: { steps: 320 },
  batch: 64,
  optimizer: { type: 'sgd', momentum: 0.9, form: 'pytorch', weightDecay: 1e-4, decay: 'kernels' },
  schedule: {
    ...{ type: 'warmUp', length: 32, from: 0.01, shape: 'linear', unit: 'steps' },
    schedule: { type: 'multiStep', rate: 0.1, milestones: [256], factor: 0.1, unit: 'steps' },
  },
  loss: { type: 'crossEntropy' },
  evaluation: { every: { steps: 40 }, crops: 'centre', batchNormSamples: 1024 },
  sources: {
    model: `${PAPER}, figure 6`,
    data: 'ours: small enough for a first look',
    length: 'ours: about 10 minutes for four nets on two cores',
    batch: 'ours: half of the paper',
    'optimizer.type': PAPER,
    'optimizer.momentum': `${PAPER}: 0.9`,
    'optimizer.form': OURS,
    'optimizer.weightDecay': `${PAPER}: 0.0001`,
    'optimizer.decay': "Caffe's custom, whose users the authors are: biases and batch norm do not decay",
    schedule:
      'ours: over the first tenth of the steps from a tenth of the rate, which a deep plain net needs to start',
    'schedule.schedule': `${PAPER}: 0.1, divided by 10; that it is at 80 % of the steps is ours`,
    loss: 'He et al. 2015, section 3.3: softmax',
    evaluation: 'ours: running statistics of batch norm lag behind in so few steps',
  },
  differs: [
    'The paper trains for 64,000 steps of 128 images of CIFAR-10, and warms up the 110-layer net only, at a constant 0.01.',
  ],
};
