/**
 * Checks that an index names a sample.
 *
 * @param index - What was asked for.
 * @param length - Number of samples.
 * @returns The index.
 * @throws RangeError when there is no such sample.
 */
export function sampleIndex(index: number, length: number): number {
  if (Number.isInteger(index) && index >= 0 && index < length) return index;
  throw new RangeError(`Index ${index} names no image; expected a whole number from 0 to ${length - 1}.`);
}
