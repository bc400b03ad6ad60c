import { DataError } from '../data-error.ts';
import { LIMITS } from '../limits.ts';

/** Options of {@link numberedClasses}. */
export interface NumberedClassesOptions {
  /** The labels, one for each sample. */
  readonly labels: ArrayLike<number>;
  /** What each label stands for; undefined: the numbers from 0 to the largest. */
  readonly classNames: readonly string[] | undefined;
  /** Where the labels come from, for errors. */
  readonly file: string;
}

/**
 * Checks that labels name classes.
 *
 * @param options - Labels and classes.
 * @returns The names of the classes.
 * @throws {@link DataError} with the row whose label is none.
 */
export function numberedClasses(options: NumberedClassesOptions): readonly string[] {
  const { labels, classNames, file } = options;
  const end = classNames?.length ?? LIMITS.classes;
  let largest = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const label = labels[row] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= end) {
      throw new DataError(
        `${file}: row ${row} has label ${label}, where a whole number from 0 to ${end - 1} was expected; correct the label or the class names.`,
        { file, row },
      );
    }
    largest = Math.max(largest, label);
  }
  return classNames ?? Array.from({ length: largest + 1 }, (_, label) => String(label));
}
