import { refusedAsByTfjs, wrong } from './input-values.ts';

/** How one axis is parted into rows. */
export interface Partition {
  /** `FIRST_DIM_SIZE` (a number of rows, first of the list only), `VALUE_ROWIDS` or `ROW_SPLITS`. */
  readonly type: string;
  readonly shape: readonly number[];
  readonly values: Int32Array;
}

/**
 * Shape of the dense tensor that a ragged one becomes: what is wanted, and as large as it must be where -1 is wanted.
 *
 * Refuses partitions that TensorFlow would follow out of its memory.
 *
 * @param valuesShape - of the ragged tensor's values
 * @param wanted - the caller's shape; undefined for any
 */
export function denseShape(
  partitions: readonly Partition[],
  valuesShape: readonly number[],
  wanted: readonly number[] | undefined,
): number[] {
  const first = partitions[0];
  if (first === undefined) throw refusedAsByTfjs('No row_partition_types given.');
  if (first.values.length === 0)
    throw refusedAsByTfjs('Invalid first partition input. Tensor requires at least one element.');
  const counted = first.type === 'FIRST_DIM_SIZE';
  const inner = counted ? partitions.slice(1) : partitions;
  if (counted && (first.shape.length !== 0 || (first.values[0] ?? -1) < 0))
    throw wrong(`FIRST_DIM_SIZE needs a scalar of at least 0, got shape [${first.shape.join(', ')}].`);
  if (!counted && first.type !== 'ROW_SPLITS')
    throw wrong(`The first row partition must be FIRST_DIM_SIZE or ROW_SPLITS, got ${first.type}.`);
  const rank = inner.length + valuesShape.length;
  if (wanted && wanted.length !== rank)
    throw refusedAsByTfjs(
      `rt input.shape and shape=${wanted.join(',')} are incompatible: rt input.rank = ${rank}, but shape.rank = ${wanted.length}`,
    );
  const widest = [counted ? (first.values[0] ?? 0) : first.values.length - 1];
  let rows = widest[0] ?? 0;
  for (const partition of inner) {
    const [count, width] =
      partition.type === 'ROW_SPLITS' ? splitRows(partition, rows) : groupedRows(partition, rows);
    widest.push(width);
    rows = count;
  }
  if (rows !== valuesShape[0])
    throw wrong(`The row partitions are of ${rows} values, got values of shape [${valuesShape.join(', ')}].`);
  return [...widest, ...valuesShape.slice(1)].map((size, axis) => {
    const asked = wanted?.[axis] ?? -1;
    if (asked < -1) throw wrong(`shape must be whole numbers of at least 0, or -1, got ${asked}.`);
    if (asked >= 0 && axis > inner.length && asked !== size)
      throw refusedAsByTfjs(
        `rt input.shape and shape=${wanted?.join(',')} are incompatible: rt input.shape[${axis}] = ${size} but shape[${axis}] = ${asked}`,
      );
    return asked < 0 ? size : asked;
  });
}

/** Row `i` ends where row `i + 1` begins. Answers how many elements there are, and how many the longest row has. */
function splitRows({ shape, values }: Partition, rows: number): [count: number, width: number] {
  if (shape.length !== 1 || values.length === 0 || values[0] !== 0)
    throw wrong(`ROW_SPLITS needs a vector that starts with 0, got shape [${shape.join(', ')}].`);
  if (values.length - 1 > rows)
    throw refusedAsByTfjs(`Row partition size is greater than output size: ${values.length - 1} > ${rows}`);
  let width = 0;
  for (let row = 1; row < values.length; row++) {
    const length = (values[row] ?? 0) - (values[row - 1] ?? 0);
    if (length < 0) throw refusedAsByTfjs('Ragged splits must be sorted in ascending order');
    width = Math.max(width, length);
  }
  return [values.at(-1) ?? 0, width];
}

/** Each element names its row. Answers how many elements there are, and how many the longest row has. */
function groupedRows({ type, shape, values }: Partition, rows: number): [count: number, width: number] {
  if (type !== 'VALUE_ROWIDS' || shape.length !== 1)
    throw wrong(
      `Row partitions must be ROW_SPLITS or VALUE_ROWIDS vectors, got ${type} of shape [${shape.join(', ')}].`,
    );
  let [width, length, last] = [0, 0, 0];
  for (const row of values) {
    if (row < last || row >= rows)
      throw wrong(`VALUE_ROWIDS must be sorted and not less than 0, nor ${rows} or more, got ${row}.`);
    length = row === last ? length + 1 : 1;
    width = Math.max(width, length);
    last = row;
  }
  return [values.length, width];
}
