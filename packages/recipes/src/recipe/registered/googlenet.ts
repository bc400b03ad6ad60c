import type { Recipe } from '../recipe.ts';

const PAPER = 'Szegedy et al. 2015, section 6';

/** The recipe of the GoogLeNet paper. */
export const GOOGLENET: Recipe = {
  name: 'googlenet',
  description:
    "The GoogLeNet paper's ImageNet recipe: the rate times 0.96 every 8 epochs, auxiliary losses, Polyak's average.",
  model: { name: 'googlenet', options: { auxiliary: true } },
  data: {
    name: 'imagenet',
    augment: [
      { type: 'randomResizedCrop', size: 224, area: [0.08, 1], ratio: [3 / 4, 4 / 3], filter: 'random' },
      { type: 'flip' },
      { type: 'photometricDistortion', strength: 0.5 },
    ],
    evaluate: [
      { type: 'resizeShortSide', size: 256 },
      { type: 'centreCrop', size: 224 },
    ],
    normalise: { mean: [123.68, 116.779, 103.939], std: [1, 1, 1] },
  },
  length: { epochs: 250 },
  batch: 256,
  optimizer: { type: 'sgd', momentum: 0.9, form: 'pytorch', weightDecay: 2e-4, decay: 'kernels' },
  schedule: { type: 'exponential', rate: 0.01, factor: 0.96, every: 8, staircase: true, unit: 'epochs' },
  loss: { type: 'crossEntropy', auxiliaryWeight: 0.3 },
  average: { type: 'polyak' },
  evaluation: { every: { epochs: 1 }, crops: 'centre' },
  sources: {
    model: 'Szegedy et al. 2015, table 1; the auxiliary classifiers of section 5',
    data: `${PAPER}: patches of 8 to 100 % of the image, aspect ratios from 3/4 to 4/3, random interpolation`,
    'data.augment[1]': 'section 7 takes mirrored crops; that training mirrors too is ours',
    'data.augment[2]': `${PAPER}: the photometric distortions of Andrew Howard`,
    'data.evaluate': 'section 7: its single crop',
    'data.normalise': 'section 5: "zero mean"; the numbers are ImageNet\'s, published with VGG\'s weights',
    length: "BVLC's Caffe replication of GoogLeNet: 10 million steps of 32 images; the paper does not say",
    batch: 'ours: the paper does not say',
    'optimizer.type': `${PAPER}: "asynchronous stochastic gradient descent"`,
    'optimizer.momentum': `${PAPER}: "0.9 momentum"`,
    'optimizer.form': 'ours: the paper does not say',
    'optimizer.weightDecay': "BVLC's Caffe replication of GoogLeNet; the paper does not say",
    'optimizer.decay': "BVLC's Caffe replication of GoogLeNet: no decay of biases",
    'schedule.type': `${PAPER}: "decreasing the learning rate by 4% every 8 epochs"`,
    'schedule.rate': "BVLC's Caffe replication of GoogLeNet; the paper does not say",
    'schedule.factor': `${PAPER}: "by 4%"`,
    'schedule.every': `${PAPER}: "every 8 epochs"`,
    'schedule.staircase': `${PAPER}: "every 8 epochs"`,
    'schedule.unit': `${PAPER}: "every 8 epochs"`,
    'loss.type': 'Szegedy et al. 2015, section 5: softmax loss',
    'loss.auxiliaryWeight': 'Szegedy et al. 2015, section 5: "weighted by 0.3"',
    average: `${PAPER}: "Polyak averaging was used to create the final model used at inference time"`,
    evaluation: 'ours, to be quick while training; the paper has results of 1, 10 and 144 crops',
  },
  differs: [
    'The steps follow each other; the paper trained asynchronously on many machines.',
    'Two of the four interpolations are drawn: bilinear and bicubic.',
    'The average is over all steps; the paper does not say from which one on.',
    'Length, batch, first rate and weight decay are not in the paper.',
  ],
};
