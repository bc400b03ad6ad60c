import { knownName } from './registry.ts';
import type { ModelName } from './registry.ts';

/** An error that the paper published. */
export interface PublishedError {
  /** Table of the paper, and which net of it. */
  readonly where: string;
  /** How it was measured. */
  readonly protocol: string;
  /** Part of the images whose first answer was wrong, a fraction of 1. */
  readonly top1: number;
  /** Part of the images whose first five answers were all wrong, a fraction of 1. */
  readonly top5?: number;
}

/** What is known of a model, with its default options, before it is built. */
export interface ModelCard {
  /** Name in the registry. */
  readonly name: ModelName;
  /** Title and address of the paper. */
  readonly paper: string;
  /** Section or table of the paper that defines the net. */
  readonly section: string;
  /** Layers with weights on the longest path, shortcuts not counted. */
  readonly depth: number;
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-adds of one image. */
  readonly macs: number;
  /** Height and width in pixels, and channels. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** Number of classes. */
  readonly classes: number;
  /** Errors that the paper published; none for the plain CIFAR nets, of which it has curves only. */
  readonly published: readonly PublishedError[];
  /** How the net differs from the paper's, one sentence each. */
  readonly differs: readonly string[];
}

type Row = Pick<ModelCard, 'depth' | 'params' | 'macs' | 'published'>;

const PAPER =
  'He et al. 2015, Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385';

const CIFAR: Omit<ModelCard, 'name' | keyof Row> = {
  paper: PAPER,
  section: 'section 4.2',
  inputShape: [32, 32, 3],
  classes: 10,
  differs: [],
};

const IMAGENET: Omit<ModelCard, 'name' | keyof Row> = {
  paper: PAPER,
  section: 'section 3.3 and table 1',
  inputShape: [224, 224, 3],
  classes: 1000,
  differs: [
    "The stem's maximum pool pads one pixel on every side; Caffe's window hangs over at the right and bottom.",
  ],
};

const cifar10 = (top1: number, where = 'table 6'): PublishedError[] => [
  { where, protocol: 'CIFAR-10 test set, single view', top1 },
];
const tenCrop = (top1: number, top5: number | undefined, where: string): PublishedError => ({
  where,
  protocol: 'ImageNet validation set, 10 crops',
  top1,
  ...(top5 === undefined ? {} : { top5 }),
});
const RESNET34_ERRORS = [
  tenCrop(0.2503, 0.0776, 'table 3 (shortcut A)'),
  tenCrop(0.2452, 0.0746, 'table 3 (shortcut B)'),
  tenCrop(0.2419, 0.074, 'table 3 (shortcut C)'),
];

const ROWS: Readonly<Record<ModelName, Row>> = {
  plain18: {
    depth: 18,
    params: 11_515_688,
    macs: 1_794_805_760,
    published: [tenCrop(0.2794, undefined, 'table 2')],
  },
  plain20: { depth: 20, params: 269_722, macs: 40_551_040, published: [] },
  plain32: { depth: 32, params: 464_154, macs: 68_862_592, published: [] },
  plain34: {
    depth: 34,
    params: 21_623_848,
    macs: 3_644_493_824,
    published: [tenCrop(0.2854, 0.1002, 'table 3')],
  },
  plain44: { depth: 44, params: 658_586, macs: 97_174_144, published: [] },
  plain56: { depth: 56, params: 853_018, macs: 125_485_696, published: [] },
  plain110: { depth: 110, params: 1_727_962, macs: 252_887_680, published: [] },
  plain1202: { depth: 1202, params: 19_421_274, macs: 2_829_238_912, published: [] },
  resnet18: {
    depth: 18,
    params: 11_689_512,
    macs: 1_814_073_344,
    published: [tenCrop(0.2788, undefined, 'table 2 (shortcut A)')],
  },
  resnet20: { depth: 20, params: 269_722, macs: 40_551_040, published: cifar10(0.0875) },
  resnet32: { depth: 32, params: 464_154, macs: 68_862_592, published: cifar10(0.0751) },
  resnet34: { depth: 34, params: 21_797_672, macs: 3_663_761_408, published: RESNET34_ERRORS },
  resnet44: { depth: 44, params: 658_586, macs: 97_174_144, published: cifar10(0.0717) },
  resnet50: {
    depth: 50,
    params: 25_557_032,
    macs: 3_857_973_248,
    published: [tenCrop(0.2285, 0.0671, 'table 3')],
  },
  resnet56: { depth: 56, params: 853_018, macs: 125_485_696, published: cifar10(0.0697) },
  resnet101: {
    depth: 101,
    params: 44_549_160,
    macs: 7_570_194_432,
    published: [tenCrop(0.2175, 0.0605, 'table 3')],
  },
  resnet110: {
    depth: 110,
    params: 1_727_962,
    macs: 252_887_680,
    published: cifar10(0.0643, 'table 6 (best of five runs; mean 0.0661)'),
  },
  resnet152: {
    depth: 152,
    params: 60_192_808,
    macs: 11_282_415_616,
    published: [tenCrop(0.2143, 0.0571, 'table 3')],
  },
  resnet1202: { depth: 1202, params: 19_421_274, macs: 2_829_238_912, published: cifar10(0.0793) },
};

const IMAGENET_DEPTHS = [18, 34, 50, 101, 152];

/**
 * Returns what is known of a model without building it: paper, size, cost, published errors, differences.
 *
 * @param name - Name in the registry, such as `resnet20`.
 * @returns The card; it describes the net with its default options.
 * @throws RangeError if the name is unknown.
 */
export function modelCard(name: ModelName): ModelCard {
  const row = ROWS[knownName(name)];
  return { name, ...(IMAGENET_DEPTHS.includes(row.depth) ? IMAGENET : CIFAR), ...row };
}
