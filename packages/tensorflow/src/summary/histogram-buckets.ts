import { EngineError } from '../engine-error.ts';

/**
 * Groups numbers into buckets of equal width.
 *
 * NaN and the infinities are left out: no bucket of a finite width has them.
 * @param count - how many buckets there are, from 1; there is one bucket when all numbers are the same, and none for no numbers
 * @returns rows `[left edge, right edge, how many]`, one behind the other.
 * @throws EngineError `INVALID_ARGUMENT` when `count` is no whole number from 1 to 1 048 576.
 */
export function histogramBuckets(values: ArrayLike<number>, count: number): Float64Array {
  if (!Number.isInteger(count) || count < 1 || count > 2 ** 20)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `Expected bucket count to be a strictly positive integer of at most ${2 ** 20}, but it was ${count}.`,
    );
  let [min, max, finite] = [Infinity, -Infinity, 0];
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    if (!Number.isFinite(value)) continue;
    finite++;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (finite === 0) return new Float64Array();
  if (min === max) return Float64Array.of(min - 0.5, min + 0.5, finite);
  const counts = new Float64Array(count);
  const width = (max - min) / count;
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    if (!Number.isFinite(value)) continue;
    const bucket = Math.min(Math.floor((value - min) / width), count - 1);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const edge = (bucket: number): number => (bucket === count ? max : min + bucket * width);
  const rows = Array.from(counts, (inside, bucket) => [edge(bucket), edge(bucket + 1), inside]);
  return Float64Array.from(rows.flat());
}
