import type { Recipe, StartSpec } from '../recipe.ts';

const PAPER = 'Simonyan and Zisserman 2015, section 3.1';

/** The recipe of the VGG paper, with training images of one scale. */
export const VGG: Recipe = {
  name: 'vgg',
  description: "The VGG paper's ImageNet recipe at one scale, 256: 74 epochs of batches of 256.",
  model: { name: 'vgg16' },
  data: {
    name: 'imagenet',
    augment: [
      { type: 'resizeShortSide', size: 256 },
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
  length: { epochs: 74 },
  batch: 256,
  optimizer: { type: 'sgd', momentum: 0.9, form: 'caffe', weightDecay: 5e-4, decay: 'kernels' },
  schedule: { type: 'plateau', rate: 0.01, factor: 0.1, patience: 5, floor: 1e-5, watch: 'error' },
  loss: { type: 'crossEntropy' },
  evaluation: { every: { epochs: 1 }, crops: 'centre' },
  sources: {
    model: 'Simonyan and Zisserman 2015, table 1, column D',
    data: `${PAPER}: training scale S = 256, "randomly cropped from rescaled training images", "random horizontal flipping and random RGB colour shift"`,
    'data.augment[3]': 'Krizhevsky et al. 2012, section 4.1, to which the paper refers',
    'data.normalise.mean':
      'section 2.1: "subtracting the mean RGB value"; the authors\' numbers, published with their weights',
    'data.normalise.std': 'the paper does not divide',
    'data.evaluate': 'section 3.2: test scale Q = S',
    length: `${PAPER}: "the learning was stopped after 370K iterations (74 epochs)"`,
    batch: `${PAPER}: "The batch size was set to 256"`,
    'optimizer.type': `${PAPER}: "mini-batch gradient descent"`,
    'optimizer.momentum': `${PAPER}: "momentum to 0.9"`,
    'optimizer.form':
      "section 3.3: the authors' code is derived from Caffe, which folds the rate into the velocity",
    'optimizer.weightDecay': `${PAPER}: "the L2 penalty multiplier set to 5 10^-4"`,
    'optimizer.decay': "Caffe's custom, of which the authors' code is derived: biases do not decay",
    'schedule.type': `${PAPER}: "decreased by a factor of 10 when the validation set accuracy stopped improving"`,
    'schedule.rate': `${PAPER}: "initially set to 10^-2"`,
    'schedule.factor': `${PAPER}: "a factor of 10"`,
    'schedule.floor': `${PAPER}: "In total, the learning rate was decreased 3 times"`,
    'schedule.patience': 'ours: the paper does not say when it "stopped improving"',
    'schedule.watch': `${PAPER}: the validation accuracy`,
    loss: `${PAPER}: "multinomial logistic regression objective"`,
    evaluation: 'ours, to be quick while training; the paper evaluates the whole image densely, and its flip',
  },
  differs: [
    "Weights start by the net's own initialisation. The paper began deeper nets with layers of net A: give `startFrom` (`VGG_STAGED_START`) for that; its footnote says that Glorot and Bengio's initialisation makes it unnecessary.",
    'The paper does not say when the accuracy stopped improving; here 5 epochs without a lower error are allowed.',
    'Evaluations while training take one crop; the paper evaluates the whole image densely, and its flip.',
  ],
};

/** Net A of the VGG paper, whose layers the deeper nets began with. */
export const VGG_A: Recipe = {
  ...VGG,
  name: 'vgg-a',
  description:
    "The VGG paper's recipe for net A, the shallowest, whose layers the paper's deeper nets began with.",
  model: { name: 'vgg11' },
  sources: { ...VGG.sources, model: 'Simonyan and Zisserman 2015, table 1, column A' },
  differs: [
    "Weights start by the net's own initialisation; the paper drew those of net A from a normal distribution of variance 0.01.",
    ...(VGG.differs ?? []).slice(1),
  ],
};

/**
 * The staged initialisation of the VGG paper: the first four convolutions and the three fully connected layers begin with those of
 * net A, as in `defineRecipe({ ...recipeNamed('vgg'), startFrom: VGG_STAGED_START })`.
 * @see Simonyan and Zisserman 2015, section 3.1, https://arxiv.org/abs/1409.1556
 */
export const VGG_STAGED_START: StartSpec = {
  recipe: 'vgg-a',
  layers: [
    ...['stage1_1_conv', 'stage2_1_conv', 'stage3_1_conv', 'stage3_2_conv'],
    ...['head_1_dense', 'head_2_dense', 'head_dense'],
  ],
};
