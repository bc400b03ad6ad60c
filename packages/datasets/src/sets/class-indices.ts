import type { ImageSplit } from '../image-dataset.ts';
import type { ImageSource } from '../image-source.ts';

/**
 * Sorts the samples of a split by their class.
 *
 * @param split - The samples.
 * @returns For each class that has any, in order of the label, its indices in order.
 */
export function classIndices(split: ImageSplit | ImageSource): readonly Uint32Array[] {
  const counts = new Map<number, number>();
  const labelOf = (index: number): number =>
    'images' in split ? (split.labels[index] ?? 0) : split.label(index);
  for (let index = 0; index < split.length; index += 1) {
    const label = labelOf(index);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const classes = new Map(
    [...counts].sort(([a], [b]) => a - b).map(([label, count]) => [label, new Uint32Array(count)]),
  );
  counts.clear();
  for (let index = 0; index < split.length; index += 1) {
    const label = labelOf(index);
    const place = counts.get(label) ?? 0;
    const indices = classes.get(label);
    if (indices !== undefined) indices[place] = index;
    counts.set(label, place + 1);
  }
  return [...classes.values()];
}
