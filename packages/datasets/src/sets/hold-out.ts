import type { ImageSplit } from '../image-dataset.ts';
import type { ImageSource } from '../image-source.ts';
import { classIndices } from './class-indices.ts';
import { shuffledIndices } from './shuffled-indices.ts';
import { subset } from './subset.ts';

/** Options of {@link holdOut}. */
export interface HoldOutOptions<Split extends ImageSplit | ImageSource> {
  /** What to divide. */
  readonly split: Split;
  /** Number of samples to hold out; 5,000 of CIFAR-10's 50,000 in the paper. */
  readonly count: number;
  /**
   * Which samples these are: the same seed holds out the same ones.
   * @defaultValue 0
   */
  readonly seed?: number | undefined;
  /**
   * Whether every class is held out in its share, to the nearest sample.
   * @defaultValue false
   */
  readonly stratified?: boolean | undefined;
}

/** What {@link holdOut} makes of a split. */
export interface HeldOut<Split extends ImageSplit | ImageSource> {
  /** The samples that are left, in their order. */
  readonly train: Split;
  /** The samples held out, in their order. */
  readonly heldOut: Split;
}

/**
 * Divides a split at random into samples to train on and samples to choose by, as the paper's 45,000 and 5,000.
 *
 * @param options - The split and how many samples to hold out.
 * @returns Both parts.
 * @throws RangeError when `count` is no whole number from 1 to below the number of samples.
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385, section 4.2
 */
export function holdOut(options: HoldOutOptions<ImageSplit>): HeldOut<ImageSplit>;
export function holdOut(options: HoldOutOptions<ImageSource>): HeldOut<ImageSource>;
export function holdOut(
  options: HoldOutOptions<ImageSplit | ImageSource>,
): HeldOut<ImageSplit | ImageSource> {
  const { split, count, seed = 0, stratified = false } = options;
  const { length } = split;
  if (!Number.isInteger(count) || count < 1 || count >= length) {
    throw new RangeError(
      `count must be a whole number from 1 to ${length - 1}, of ${length} samples; got ${count}.`,
    );
  }
  const chosen = new Uint8Array(length);
  const groups = stratified ? classIndices(split) : [Uint32Array.from(chosen, (_, index) => index)];
  for (const [group, share] of shares(
    groups.map((indices) => indices.length),
    count,
  ).entries()) {
    const indices = groups[group] ?? new Uint32Array();
    for (const index of shuffledIndices({ indices, seed }).subarray(0, share)) chosen[index] = 1;
  }
  const train = new Uint32Array(length - count);
  const heldOut = new Uint32Array(count);
  let [kept, held] = [0, 0];
  for (let index = 0; index < length; index += 1) {
    if (chosen[index] === 1) heldOut[held++] = index;
    else train[kept++] = index;
  }
  return { train: subset({ split, indices: train }), heldOut: subset({ split, indices: heldOut }) };
}

/** Divides `count` in proportion to sizes; what rounding leaves goes to the largest remainders, the first of equal ones. */
function shares(sizes: readonly number[], count: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const result = sizes.map((size) => Math.floor((size * count) / total));
  const left = count - result.reduce((sum, share) => sum + share, 0);
  const remainders = sizes.map((size, group) => ({ group, remainder: (size * count) % total }));
  for (const { group } of remainders.sort((a, b) => b.remainder - a.remainder).slice(0, left)) {
    result[group] = (result[group] ?? 0) + 1;
  }
  return result;
}
