import { DataError } from '../data-error.ts';
import type { LoadedFile } from '../image-split.ts';
import { checkLabel, PIXELS } from './cifar-samples.ts';
import type { CifarSamples } from './cifar-samples.ts';
import { parsePickle } from './pickle.ts';
import { pickledBytes } from './pickled-array.ts';

/** Options of {@link pickledSamples}. */
export interface PickledSamplesOptions extends LoadedFile {
  /** Number of classes that each list of labels counts. */
  readonly labelClasses: readonly number[];
  /** Names of the lists of labels. */
  readonly labelKeys: readonly string[];
  /** Which of the lists is the label. */
  readonly labelAt: number;
}

/**
 * Reads a file of CIFAR's Python form. The pickle is read as data: nothing in it is run.
 *
 * @param options - The bytes and the lists of labels.
 * @returns Views of the samples.
 * @throws {@link DataError} when it is no pickle of that layout, counts differ, or a label names no class.
 */
export function pickledSamples(options: PickledSamplesOptions): CifarSamples {
  const { file, labelClasses, labelKeys, labelAt } = options;
  const content = parsePickle(options);
  const fault = (what: string): DataError =>
    new DataError(
      `${file} ${what}, where a batch of CIFAR images was expected; get the file again from its publisher.`,
      { file },
    );
  if (!(content instanceof Map)) throw fault('holds no dictionary');
  const { rows, columns, data } = pickledBytes({ value: content.get('data'), file, name: 'data' });
  if (columns !== PIXELS || rows === 0) throw fault(`has ${rows} x ${columns} pixels, not rows of ${PIXELS}`);
  const lists = labelKeys.map((key, place) => {
    const list = content.get(key);
    if (!Array.isArray(list)) throw fault(`has no list ${key}`);
    if (list.length !== rows) throw fault(`has ${list.length} ${key} for ${rows} images`);
    const classes = labelClasses[place] ?? 0;
    return Uint8Array.from(list, (label, row) => checkLabel({ file, row, label, classes }));
  });
  const labels = lists[labelAt] ?? new Uint8Array(rows);
  return {
    file,
    length: rows,
    label: (row) => labels[row] ?? 0,
    planes: (row) => data.subarray(row * PIXELS, (row + 1) * PIXELS),
  };
}
