import { DataError } from '../data-error.ts';
import type { Image, ImageSource } from '../image-source.ts';

/** What to do with a damaged sample: end with its error, or leave out up to a fraction of all samples. */
export type DamagePolicy =
  | 'fail'
  | {
      /** Fraction of the samples that may be damaged, in [0, 1), such as 1e-4. */
      readonly skipUpTo: number;
    };

/** A sample that is left out. */
export interface SkippedSample {
  /** Its index. */
  readonly index: number;
  /** Where it comes from. */
  readonly name: string;
  /** Index of the sample that is read in its place. */
  readonly replacement: number;
  /** What is wrong with it; undefined where it was named by `skip`. */
  readonly error: DataError | undefined;
}

/** Options of {@link tolerant}. */
export interface TolerantOptions {
  /**
   * What to do with a damaged sample; `skipUpTo` is a fraction in [0, 1), such as 1e-4.
   * @defaultValue 'fail'
   */
  readonly damagePolicy?: DamagePolicy | undefined;
  /**
   * Told of each sample that is left out, once.
   * @defaultValue none
   */
  readonly onSkipped?: ((sample: SkippedSample) => void) | undefined;
  /**
   * Indices that are left out from the beginning, such as those that the run that is resumed had left out.
   * @defaultValue none
   */
  readonly skip?: readonly number[] | undefined;
}

/** A source whose damaged samples are replaced. */
export interface TolerantSource extends ImageSource {
  /** The samples left out so far, in the order in which they were met. */
  readonly skipped: readonly SkippedSample[];
}

/**
 * Wraps a source so that a few damaged samples do not end a training. In the place of a damaged sample the next one of the same class is
 * read, by index, from the first again after the last; so an epoch keeps its length and its classes' shares, and what replaces what depends
 * on the data alone, not on the order in which samples are read or on how many workers read them. A sample that was damaged once is left
 * out for good: every epoch has the same samples.
 *
 * @param source - The images.
 * @param options - The policy.
 * @returns The source; with the policy `fail` its reads fail as those of `source` do.
 * @throws RangeError when the fraction or an index is out of range.
 */
export function tolerant(source: ImageSource, options: TolerantOptions = {}): TolerantSource {
  const { damagePolicy = 'fail', onSkipped, skip = [] } = options;
  const fraction = damagePolicy === 'fail' ? 0 : damagePolicy.skipUpTo;
  if (!(fraction >= 0 && fraction < 1)) {
    throw new RangeError(`skipUpTo must be a fraction in [0, 1), such as 1e-4; got ${String(fraction)}.`);
  }
  const most = Math.floor(fraction * source.length);
  const damaged = new Map<number, DataError | undefined>();
  const skipped: SkippedSample[] = [];
  const reported = new Set<number>();

  const leaveOut = (index: number, error: DataError | undefined): void => {
    if (!damaged.has(index)) damaged.set(index, error);
    checkCap();
  };

  const checkCap = (): void => {
    if (damaged.size <= most) return;
    const [first = 0] = damaged.keys();
    const names = [...damaged.keys()].slice(0, 3).map((index) => source.nameOf(index));
    throw new DataError(
      `${damaged.size} of ${source.length} samples are damaged, more than the ${most} that skipUpTo ${fraction} allows: ${names.join(', ')}${damaged.size > 3 ? ', ...' : ''}; verify the data set (\`verifyFolder\`) and mend it, or allow more.`,
      { file: source.nameOf(first), cause: damaged.get(first) },
    );
  };

  const candidates = function* (index: number): Generator<number> {
    const label = source.label(index);
    for (let step = 1; step < source.length; step += 1) {
      const other = (index + step) % source.length;
      if (source.label(other) === label) yield other;
    }
  };

  const report = (index: number, replacement: number): void => {
    if (reported.has(index)) return;
    reported.add(index);
    const sample = { index, name: source.nameOf(index), replacement, error: damaged.get(index) };
    skipped.push(sample);
    onSkipped?.(sample);
  };

  const attempt = async (index: number): Promise<Image | undefined> => {
    if (damaged.has(index)) return undefined;
    try {
      return await source.read(index);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      leaveOut(index, error);
      return undefined;
    }
  };

  const read = async (index: number): Promise<Image> => {
    checkCap();
    const image = await attempt(index);
    if (image !== undefined) return image;
    for (const other of candidates(index)) {
      const replacement = await attempt(other);
      if (replacement === undefined) continue;
      report(index, other);
      return replacement;
    }
    throw new DataError(
      `${source.nameOf(index)} is damaged, and its class ${source.classNames[source.label(index)] ?? ''} has no intact sample to take its place; mend the data set.`,
      { file: source.nameOf(index), cause: damaged.get(index) },
    );
  };

  for (const index of skip) {
    source.label(index); // out of range is an error
    leaveOut(index, undefined);
  }
  return {
    length: source.length,
    classNames: source.classNames,
    imageShape: source.imageShape,
    fingerprint: source.fingerprint,
    skipped,
    label: (index) => source.label(index),
    nameOf: (index) => source.nameOf(index),
    read: damagePolicy === 'fail' ? (index) => source.read(index) : read,
  };
}
