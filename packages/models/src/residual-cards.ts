import type { CardRow, ClassicName } from './classic-cards.ts';
import type { ModelCard } from './model-card.ts';
import { KERAS_CAFFE, KERAS_TF, MEAN_IMAGE, TORCHVISION } from './preprocessing.ts';
import { cifar10, imagenet, torchvision } from './published-error.ts';
import type { ModelName } from './registry.ts';

type Row = Pick<ModelCard, 'depth' | 'params' | 'macs' | 'published'>;

const HE_2015 =
  'He et al. 2015, Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385';
const HE_2016 =
  'He et al. 2016, Identity Mappings in Deep Residual Networks, https://arxiv.org/abs/1603.05027';

const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  compat: ['paper'],
  preprocessing: [MEAN_IMAGE],
} as const;
const IMAGENET = { inputShape: [224, 224, 3], classes: 1000 } as const;
const POOL =
  "The stem's maximum pool pads one pixel on every side; Caffe's window hangs over at the right and bottom.";
const TORCH =
  "The stem's maximum pool pads one pixel on every side, and blocks have their stride in the 3x3 convolution, as in the Torch code of the paper's ResNet-200; the nets of table 5 are of the code of 2015, in Caffe.";

const cifar = (row: Row): CardRow => ({
  ...CIFAR,
  ...row,
  paper: HE_2015,
  section: 'section 4.2',
  differs: [],
});
const cifarV2 = (row: Row): CardRow => ({
  ...CIFAR,
  ...row,
  paper: HE_2016,
  section: 'section 4',
  differs: [
    "Shortcuts that change the shape are projections of the activated map, as in the authors' code, which has no ResNet-110.",
  ],
});
const plain = (row: Row): CardRow => ({
  ...IMAGENET,
  ...row,
  paper: HE_2015,
  section: 'section 3.3 and table 1',
  compat: ['paper'],
  preprocessing: [MEAN_IMAGE],
  differs: [POOL],
});
const basic = (row: Row): CardRow => ({
  ...plain(row),
  compat: ['paper', 'torchvision'],
  preprocessing: [MEAN_IMAGE, TORCHVISION],
});
const bottleneck = (row: Row): CardRow => ({
  ...plain(row),
  compat: ['paper', 'torchvision', 'keras'],
  preprocessing: [MEAN_IMAGE, TORCHVISION, KERAS_CAFFE],
});
const v2 = (row: Row): CardRow => ({
  ...plain(row),
  paper: HE_2016,
  section: 'section 4 and table 5',
  compat: ['paper', 'keras'],
  preprocessing: [MEAN_IMAGE, KERAS_TF],
  differs: [TORCH],
});
const torchvisionOnly = (row: Row & Pick<ModelCard, 'paper' | 'section' | 'differs'>): CardRow => ({
  ...IMAGENET,
  ...row,
  compat: ['torchvision'],
  preprocessing: [TORCHVISION],
});

const tenCrop = (where: string, top1: number, top5?: number) => imagenet(where, '10 crops', top1, top5);

/** Cards of the plain and residual nets. */
export const RESIDUAL_CARDS: Readonly<Record<Exclude<ModelName, ClassicName>, CardRow>> = {
  plain18: plain({
    depth: 18,
    params: 11_515_688,
    macs: 1_794_805_760,
    published: [tenCrop('table 2', 27.94)],
  }),
  plain20: cifar({ depth: 20, params: 269_722, macs: 40_551_040, published: [] }),
  plain32: cifar({ depth: 32, params: 464_154, macs: 68_862_592, published: [] }),
  plain34: plain({
    depth: 34,
    params: 21_623_848,
    macs: 3_644_493_824,
    published: [tenCrop('table 3', 28.54, 10.02)],
  }),
  plain44: cifar({ depth: 44, params: 658_586, macs: 97_174_144, published: [] }),
  plain56: cifar({ depth: 56, params: 853_018, macs: 125_485_696, published: [] }),
  plain110: cifar({ depth: 110, params: 1_727_962, macs: 252_887_680, published: [] }),
  plain1202: cifar({ depth: 1202, params: 19_421_274, macs: 2_829_238_912, published: [] }),
  resnet18: basic({
    depth: 18,
    params: 11_689_512,
    macs: 1_814_073_344,
    published: [torchvision(69.758, 89.078), tenCrop('table 2 (shortcut A)', 27.88)],
  }),
  resnet20: cifar({
    depth: 20,
    params: 269_722,
    macs: 40_551_040,
    published: [cifar10('table 6', 8.75)],
  }),
  resnet32: cifar({
    depth: 32,
    params: 464_154,
    macs: 68_862_592,
    published: [cifar10('table 6', 7.51)],
  }),
  resnet34: basic({
    depth: 34,
    params: 21_797_672,
    macs: 3_663_761_408,
    published: [
      tenCrop('table 3 (shortcut B)', 24.52, 7.46),
      tenCrop('table 3 (shortcut A)', 25.03, 7.76),
      tenCrop('table 3 (shortcut C)', 24.19, 7.4),
      torchvision(73.314, 91.42),
    ],
  }),
  resnet44: cifar({
    depth: 44,
    params: 658_586,
    macs: 97_174_144,
    published: [cifar10('table 6', 7.17)],
  }),
  resnet50: bottleneck({
    depth: 50,
    params: 25_557_032,
    macs: 3_857_973_248,
    published: [tenCrop('table 3', 22.85, 6.71), torchvision(76.13, 92.862)],
  }),
  resnet50v2: v2({ depth: 50, params: 25_549_352, macs: 4_089_184_256, published: [] }),
  resnet56: cifar({
    depth: 56,
    params: 853_018,
    macs: 125_485_696,
    published: [cifar10('table 6', 6.97)],
  }),
  resnet101: bottleneck({
    depth: 101,
    params: 44_549_160,
    macs: 7_570_194_432,
    published: [tenCrop('table 3', 21.75, 6.05), torchvision(77.374, 93.546)],
  }),
  resnet101v2: v2({ depth: 101, params: 44_541_480, macs: 7_801_405_440, published: [] }),
  resnet110: cifar({
    depth: 110,
    params: 1_727_962,
    macs: 252_887_680,
    published: [cifar10('table 6 (best of five runs; mean 6.61 %)', 6.43)],
  }),
  resnet110v2: cifarV2({
    depth: 110,
    params: 1_730_522,
    macs: 253_149_824,
    published: [cifar10('table 3', 6.37)],
  }),
  resnet152: bottleneck({
    depth: 152,
    params: 60_192_808,
    macs: 11_282_415_616,
    published: [tenCrop('table 3', 21.43, 5.71), torchvision(78.312, 94.046)],
  }),
  resnet152v2: v2({
    depth: 152,
    params: 60_185_128,
    macs: 11_513_626_624,
    published: [imagenet('table 5', 'single crop of 320 pixels', 21.1, 5.5)],
  }),
  resnet164v2: cifarV2({
    depth: 164,
    params: 1_703_258,
    macs: 244_500_992,
    published: [cifar10('table 3', 5.46)],
  }),
  resnet1001v2: cifarV2({
    depth: 1001,
    params: 10_327_706,
    macs: 1_487_849_984,
    published: [cifar10('table 3', 4.92), cifar10('table 4, batches of 64', 4.62)],
  }),
  resnet1202: cifar({
    depth: 1202,
    params: 19_421_274,
    macs: 2_829_238_912,
    published: [cifar10('table 6', 7.93)],
  }),
  resnext50_32x4d: torchvisionOnly({
    paper:
      'Xie et al. 2017, Aggregated Residual Transformations for Deep Neural Networks, https://arxiv.org/abs/1611.05431',
    section: 'table 1',
    depth: 50,
    params: 25_028_904,
    macs: 4_230_479_872,
    published: [torchvision(77.618, 93.698)],
    differs: [], // the authors' code pools as torchvision does, and has the stride in the 3x3 convolution
  }),
  wide_resnet50_2: torchvisionOnly({
    paper: 'Zagoruyko and Komodakis 2016, Wide Residual Networks, https://arxiv.org/abs/1605.07146',
    section: 'table 8',
    depth: 50,
    params: 68_883_240,
    macs: 11_398_021_120,
    published: [torchvision(78.468, 94.086), imagenet('table 8', 'single centre crop', 21.9, 6.03)],
    differs: [], // the authors' code, too, pools as torchvision does and has the stride in the 3x3 convolution
  }),
};
