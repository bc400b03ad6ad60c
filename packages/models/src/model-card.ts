import { CLASSIC_CARDS } from './classic-cards.ts';
import type { Compat } from './net-options.ts';
import { rowOf } from './registry.ts';
import type { ModelName } from './registry.ts';
import { RESIDUAL_CARDS } from './residual-cards.ts';
import { stagesOf } from './stages.ts';
import type { ModelStage } from './model-stage.ts';

/** An error that was published. */
export interface PublishedError {
  /** Table of the paper, and which net of it; or whose weights they are, for errors that the paper does not have. */
  readonly where: string;
  /** How it was measured. */
  readonly protocol: string;
  /** Part of the images whose first answer was wrong, a fraction of 1. */
  readonly top1?: number;
  /** Part of the images whose first five answers were all wrong, a fraction of 1. */
  readonly top5?: number;
}

/** What is done to the pixels, each from 0 to 255, before the net sees them: `(pixel - mean) / std`. */
export interface Preprocessing {
  /** Whose nets want it. */
  readonly compat: Compat;
  /** What is subtracted and divided by, in words. */
  readonly text: string;
  /** Order of the channels. */
  readonly channels: 'RGB' | 'BGR';
  /** What is subtracted, in the order of the channels; undefined where it is measured on the training images. */
  readonly mean?: readonly number[];
  /** What the difference is divided by, in the order of the channels. */
  readonly std?: readonly number[];
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
  /** Where the stages end, see {@link stagesOf}. */
  readonly stages: readonly ModelStage[];
  /** Whose forms of the net there are; the first is the default. */
  readonly compat: readonly Compat[];
  /** What the net's forms expect of the pixels. */
  readonly preprocessing: readonly Preprocessing[];
  /**
   * Errors that were published, those of the net with its default options first; none for the plain CIFAR nets, of which the paper
   * has curves only.
   */
  readonly published: readonly PublishedError[];
  /** How the net differs from the paper's, one sentence each. */
  readonly differs: readonly string[];
}

const CARDS = { ...CLASSIC_CARDS, ...RESIDUAL_CARDS };

/**
 * Returns what is known of a model without building it: paper, size, cost, stages, published errors, differences.
 *
 * @param name - Name in the registry, such as `resnet20`.
 * @returns The card; it describes the net with its default options.
 * @throws RangeError if the name is unknown, or of a model of your own, which has no card.
 */
export function modelCard(name: ModelName): ModelCard {
  rowOf(name);
  if (!Object.hasOwn(CARDS, name))
    throw new RangeError(`${name} has no card: build it, and count it with countParams and countMacs.`);
  return { name, ...CARDS[name], stages: stagesOf(name) };
}
