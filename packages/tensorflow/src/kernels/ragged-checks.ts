import { util } from '@tensorflow/tfjs-core';
import { refusedAsByTfjs } from './input-values.ts';

const INT32_MAX = 2 ** 31 - 1;

/** Refuses splits that lead out of the values, and rows that are not there. Answers how many values are taken. */
export function checkRaggedGather(
  nestedSplits: readonly Int32Array[],
  indices: Int32Array,
  indicesShape: readonly number[],
  rows: number,
): number {
  const count = (nestedSplits[0]?.length ?? 0) - 1;
  for (const [at, index] of indices.entries())
    if (index < 0 || index >= count) {
      const place = util.indexToLoc(at, indicesShape.length, util.computeStrides([...indicesShape]));
      throw refusedAsByTfjs(`indices[${place.join(',')}] = ${index} is not in [0, ${count})`);
    }
  for (const [axis, splits] of nestedSplits.entries()) {
    // What splits of an axis point at is the rows of the next one, or in the end the values.
    const inner = nestedSplits[axis + 1];
    checkSplits(splits, inner ? inner.length - 1 : rows);
  }
  let taken = 0;
  for (const index of indices) {
    let [start, limit] = [index, index + 1];
    for (const splits of nestedSplits) [start, limit] = [splits[start] ?? 0, splits[limit] ?? 0];
    taken += limit - start;
  }
  return taken;
}

function checkSplits(splits: Int32Array, end: number): void {
  if (splits.length === 0) throw refusedAsByTfjs('Ragged splits may not be empty');
  if ((splits[0] ?? 0) < 0) throw refusedAsByTfjs('Ragged splits must be non-negative');
  if ((splits.at(-1) ?? 0) > end) throw refusedAsByTfjs('Ragged splits must not point past values');
  if (splits.some((split, at) => split < (splits[at - 1] ?? 0)))
    throw refusedAsByTfjs('Ragged splits must be sorted in ascending order');
}

/** A vector, or one number for all rows. */
export interface RangeOperand {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** How long each range is. Refuses operands that do not fit each other, a delta of 0, and ranges without an end. */
export function rangeLengths(operands: readonly [RangeOperand, RangeOperand, RangeOperand]): number[] {
  for (const [at, name] of ['starts', 'limits', 'deltas'].entries())
    if ((operands[at]?.shape.length ?? 0) > 1) throw refusedAsByTfjs(`${name} must be a scalar or vector`);
  const vectors = operands.filter(({ shape }) => shape.length === 1);
  const rows = vectors[0]?.values.length ?? 1;
  if (vectors.some(({ values }) => values.length !== rows))
    throw refusedAsByTfjs('starts, limits, and deltas must have the same shape');
  return Array.from({ length: rows }, (_row, row) => {
    const [start, limit, delta] = operands.map(
      ({ shape, values }) => values[shape.length === 0 ? 0 : row] ?? 0,
    ) as [number, number, number];
    if (delta === 0) throw refusedAsByTfjs('Requires delta != 0');
    const length = Math.max(Math.ceil((limit - start) / delta), 0);
    if (!(length <= INT32_MAX)) throw refusedAsByTfjs(`Requires ((limit - start) / delta) <= ${INT32_MAX}`);
    return length;
  });
}
