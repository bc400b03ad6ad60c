import { expectInteger, expectNumber } from '../bounds.ts';
import { generator } from '../generator.ts';
import type { Generator } from '../generator.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { betaSample, uniform } from './beta-sample.ts';

/** Options of {@link mixing}. */
export interface MixingOptions {
  /**
   * Parameter alpha of mixup's beta distribution.
   * @defaultValue 0, which is no mixup
   */
  readonly mixup?: number;
  /**
   * Parameter alpha of CutMix's beta distribution.
   * @defaultValue 0, which is no CutMix
   */
  readonly cutmix?: number;
  /**
   * Share of the batches that are mixed; where there is mixup and CutMix, half of them by each.
   * @defaultValue 1
   */
  readonly probability?: number;
}

/** What a draw is for. */
export interface MixPlace {
  /** Seed of the training. */
  readonly seed: number;
  /** Number of the step, or of the batch where a step has several, counted from 0. */
  readonly step: number;
  /** Images in the batch. */
  readonly batch: number;
  /** Height of the images in pixels. */
  readonly height: number;
  /** Width of the images in pixels. */
  readonly width: number;
}

/** How a batch is mixed. */
export interface MixDraw {
  /** Share of each image's own label, from 0 to 1: the mean of `mask`. */
  readonly share: number;
  /** Place in the batch of the image that each one is mixed with, `[batch]`. */
  readonly partner: Int32Array;
  /** Share of the image itself at each pixel, `[height * width]`. */
  readonly mask: Float32Array;
}

/** Draws how batches are mixed. */
export interface Mixing {
  /** A pure function of its argument: no draw depends on another. */
  draw(place: MixPlace): MixDraw;
}

const EXPECTED: OptionsExample<MixingOptions> = {
  owner: 'mixing',
  known: { mixup: true, cutmix: true, probability: true },
  example: 'mixing({ mixup: 0.2, cutmix: 1 })',
};

/** A permutation of 0 to `length - 1`, uniform over all of them. */
function permutation(random: Generator, length: number): Int32Array {
  const order = Int32Array.from({ length }, (_, place) => place);
  for (let last = length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const value = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = value;
  }
  return order;
}

/** A box of about `1 - share` of the image around a uniform centre, cut at the borders: 0 in it, and 1 around it. */
function cutBox(random: Generator, share: number, { height, width }: MixPlace): MixDraw['mask'] {
  const mask = new Float32Array(height * width).fill(1);
  const x = random.below(width);
  const y = random.below(height);
  const half = 0.5 * Math.sqrt(1 - share);
  const halfWidth = Math.floor(half * width);
  const halfHeight = Math.floor(half * height);
  const right = Math.min(x + halfWidth, width);
  for (let row = Math.max(y - halfHeight, 0); row < Math.min(y + halfHeight, height); row++)
    mask.fill(0, row * width + Math.max(x - halfWidth, 0), row * width + right);
  return mask;
}

const meanOf = (mask: Float32Array): number => mask.reduce((sum, share) => sum + share, 0) / mask.length;

/**
 * Mixes images and labels of a batch with those of a random permutation of it, by mixup or CutMix.
 *
 * Mixup blends whole images, with one share for the batch from the beta distribution of `alpha, alpha`. CutMix replaces a box;
 * the share of the labels is that of the pixels that are left, counted after the box is cut at the image's borders.
 * @throws TypeError if an option is unknown; RangeError if neither `mixup` nor `cutmix` is above 0, or a number is out of its range.
 * @see Zhang et al. 2018, https://arxiv.org/abs/1710.09412 (mixup); Yun et al. 2019, section 3.1,
 * https://arxiv.org/abs/1905.04899 (CutMix)
 */
export function mixing(options: MixingOptions): Mixing {
  expectOptions(options, EXPECTED);
  const { mixup = 0, cutmix = 0, probability = 1 } = options;
  expectNumber('mixup', mixup);
  expectNumber('cutmix', cutmix);
  if (mixup === 0 && cutmix === 0)
    throw new RangeError('mixing needs mixup or cutmix above 0; got 0 for both: leave mixing out.');
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`probability must be a number from 0 to 1; got ${String(probability)}.`);
  return {
    draw(place) {
      const { seed, step, batch, height, width } = place;
      for (const [name, value] of Object.entries({ batch, height, width })) expectInteger(name, value, 1);
      expectInteger('seed', seed, 0);
      expectInteger('step', step, 0);
      const random = generator(seed, -1 - step); // the streams from 0 on are those of the order of the data
      const mixed = uniform(random) < probability;
      const cuts = mixup === 0 || (cutmix > 0 && uniform(random) < 0.5);
      if (!mixed) {
        const partner = Int32Array.from({ length: batch }, (_, own) => own);
        return { share: 1, partner, mask: new Float32Array(height * width).fill(1) };
      }
      const partner = permutation(random, batch);
      const drawn = betaSample(random, cuts ? cutmix : mixup);
      if (!cuts) return { share: drawn, partner, mask: new Float32Array(height * width).fill(drawn) };
      const mask = cutBox(random, drawn, place);
      return { share: meanOf(mask), partner, mask };
    },
  };
}
