import type { ImageSplit } from '../image-dataset.ts';
import type { ImageSource } from '../image-source.ts';
import { classIndices } from './class-indices.ts';
import { shuffledIndices } from './shuffled-indices.ts';
import { subset } from './subset.ts';

/** Options of {@link balanced}. */
export interface BalancedOptions<Split extends ImageSplit | ImageSource> {
  /** What to balance. */
  readonly split: Split;
  /**
   * How many samples of each class: as many as the smallest class has, as the largest (samples of the others are repeated), or a number.
   * @defaultValue 'smallest'
   */
  readonly perClass?: 'smallest' | 'largest' | number | undefined;
  /**
   * Which samples are left out or repeated: the same seed takes the same ones.
   * @defaultValue 0
   */
  readonly seed?: number | undefined;
}

/**
 * Gives every class that a split has equally many samples. No sample is taken once more before all of its class are taken.
 *
 * @param options - The split and the number for each class.
 * @returns The samples in their order, repeated ones side by side.
 * @throws RangeError when `perClass` is no positive whole number or one of the two words, or the split is empty.
 */
export function balanced(options: BalancedOptions<ImageSplit>): ImageSplit;
export function balanced(options: BalancedOptions<ImageSource>): ImageSource;
export function balanced(options: BalancedOptions<ImageSplit | ImageSource>): ImageSplit | ImageSource {
  const { split, perClass = 'smallest', seed = 0 } = options;
  if (split.length === 0) throw new RangeError('balanced needs at least 1 sample; the split has 0.');
  const classes = classIndices(split);
  const sizes = classes.map((indices) => indices.length);
  const count =
    perClass === 'smallest' ? Math.min(...sizes) : perClass === 'largest' ? Math.max(...sizes) : perClass;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`perClass must be smallest, largest or a positive whole number; got ${perClass}.`);
  }
  const indices = new Uint32Array(count * classes.length);
  for (const [place, all] of classes.entries()) {
    const order = shuffledIndices({ indices: all, seed });
    for (let taken = 0; taken < count; taken += 1) {
      indices[place * count + taken] = order[taken % order.length] ?? 0;
    }
  }
  return subset({ split, indices: indices.sort() });
}
