import type { ModelCard } from './model-card.ts';
import { KERAS_CAFFE, MEAN_COLOUR, MEAN_IMAGE, TORCHVISION, TORCHVISION_GOOGLENET } from './preprocessing.ts';
import { imagenet, torchvision } from './published-error.ts';
import type { ModelName } from './registry.ts';

/** The models that are older than residual nets. */
export type ClassicName = Extract<ModelName, 'alexnet' | 'googlenet' | `vgg${string}`>;

/** A row of the cards' tables. */
export type CardRow = Omit<ModelCard, 'name' | 'stages'>;

const ALEXNET: CardRow = {
  paper:
    'Krizhevsky et al. 2012, ImageNet Classification with Deep Convolutional Neural Networks, https://papers.nips.cc/paper/4824',
  section: 'section 3.5 and figure 2',
  depth: 8,
  params: 60_965_224,
  macs: 724_406_816,
  inputShape: [227, 227, 3],
  classes: 1000,
  compat: ['paper', 'torchvision'],
  preprocessing: [MEAN_IMAGE, TORCHVISION],
  published: [imagenet('table 2, 1 CNN', '10 crops', 40.7, 18.2), torchvision(56.522, 79.066)],
  differs: ['The image has 227 pixels: of the 224 that the paper names its layers do not make its 55.'],
};

const GOOGLENET: CardRow = {
  paper: 'Szegedy et al. 2015, Going Deeper with Convolutions, https://arxiv.org/abs/1409.4842',
  section: 'table 1',
  depth: 22,
  params: 6_998_552,
  macs: 1_582_671_872,
  inputShape: [224, 224, 3],
  classes: 1000,
  compat: ['paper', 'torchvision'],
  preprocessing: [{ ...MEAN_IMAGE, text: 'The mean is subtracted.' }, TORCHVISION_GOOGLENET],
  published: [
    imagenet('table 3, 1 model', '1 crop', undefined, 10.07),
    imagenet('table 3, 1 model', '10 crops', undefined, 9.15),
    imagenet('table 3, 1 model', '144 crops', undefined, 7.89),
    torchvision(69.778, 89.53),
  ],
  differs: ['The auxiliary heads are outputs only with the option auxiliary.'],
};

const VGG = {
  paper:
    'Simonyan and Zisserman 2015, Very Deep Convolutional Networks for Large-Scale Image Recognition, https://arxiv.org/abs/1409.1556',
  inputShape: [224, 224, 3],
  classes: 1000,
  compat: ['paper', 'torchvision', 'keras'],
  preprocessing: [MEAN_COLOUR, TORCHVISION, KERAS_CAFFE],
} as const;
const INITIALISATION =
  "Weights start by He's initialisation; the paper took the layers of net A for the deeper nets.";
const NORMALIZED = 'Each convolution is followed by batch normalization, which the paper is older than.';

/** Errors of table 3 for training images with a short side of 256 pixels. */
const single = (net: string, top1: number, top5: number) =>
  imagenet(`table 3, ${net}, S = 256`, 'single scale, dense', top1, top5);
const jittered = (net: string, top1: number, top5: number) =>
  imagenet(`table 3, ${net}, S from 256 to 512`, 'single scale, dense', top1, top5);

type VggRow = Pick<ModelCard, 'depth' | 'params' | 'macs' | 'published'>;
const vgg = (configuration: string, row: VggRow): CardRow => ({
  ...VGG,
  ...row,
  section: `table 1, configuration ${configuration}`,
  differs: [INITIALISATION],
});
const normalized = (configuration: string, row: VggRow): CardRow => ({
  ...vgg(configuration, row),
  differs: [INITIALISATION, NORMALIZED],
});

const A = { depth: 11, macs: 7_609_090_048 };
const B = { depth: 13, macs: 11_308_466_176 };
const C = { depth: 16, macs: 11_770_888_192 };
const D = { depth: 16, macs: 15_470_264_320 };
const E = { depth: 19, macs: 19_632_062_464 };

/** Cards of AlexNet, GoogLeNet and VGG. */
export const CLASSIC_CARDS: Readonly<Record<ClassicName, CardRow>> = {
  alexnet: ALEXNET,
  googlenet: GOOGLENET,
  vgg11: vgg('A', {
    ...A,
    params: 132_863_336,
    published: [single('A', 29.6, 10.4), torchvision(69.02, 88.628)],
  }),
  vgg11_bn: normalized('A', { ...A, params: 132_868_840, published: [torchvision(70.37, 89.81)] }),
  vgg11_lrn: vgg('A-LRN', { ...A, params: 132_863_336, published: [single('A-LRN', 29.7, 10.5)] }),
  vgg13: vgg('B', {
    ...B,
    params: 133_047_848,
    published: [single('B', 28.7, 9.9), torchvision(69.928, 89.246)],
  }),
  vgg13_bn: normalized('B', { ...B, params: 133_053_736, published: [torchvision(71.586, 90.374)] }),
  vgg16: vgg('D', {
    ...D,
    params: 138_357_544,
    published: [single('D', 27, 8.8), jittered('D', 25.6, 8.1), torchvision(71.592, 90.382)],
  }),
  vgg16_bn: normalized('D', { ...D, params: 138_365_992, published: [torchvision(73.36, 91.516)] }),
  vgg16_c: vgg('C', {
    ...C,
    params: 133_638_952,
    published: [single('C', 28.1, 9.4), jittered('C', 27.3, 8.8)],
  }),
  vgg16_c_bn: normalized('C', { ...C, params: 133_647_400, published: [] }),
  vgg19: vgg('E', {
    ...E,
    params: 143_667_240,
    published: [single('E', 27.3, 9), jittered('E', 25.5, 8), torchvision(72.376, 90.876)],
  }),
  vgg19_bn: normalized('E', { ...E, params: 143_678_248, published: [torchvision(74.218, 91.842)] }),
};
