import type { ImageDataset } from '@skipjack/datasets';
import { expectWhole } from '../experiment/short-training.ts';

/** Throws unless there are values, each known and named once. */
export function expectEach<Value>(
  name: string,
  values: readonly Value[],
  known: (value: Value) => boolean,
  expected: string,
): void {
  if (values.length === 0) throw new RangeError(`${name} must name at least 1; got none.`);
  const unknown = values.find((value) => !known(value));
  if (unknown !== undefined) throw new RangeError(`${name} must be ${expected}; got ${String(unknown)}.`);
  if (new Set(values).size < values.length)
    throw new RangeError(`${name} must name each once; got ${values.join(', ')}.`);
}

/** Throws unless each is the depth of a net for small images. */
export function expectDepths(depths: readonly number[]): void {
  const known = (depth: number): boolean => Number.isSafeInteger((depth - 2) / 6) && depth >= 8;
  expectEach('depths', depths, known, '6n + 2, such as 8, 20 or 56');
}

/** Throws unless images can be made smaller by the factor. */
export function expectDownscale(downscale: number, dataset: ImageDataset | undefined): void {
  expectWhole('downscale', downscale, 1);
  const [height, width] = dataset?.imageShape ?? [downscale, downscale];
  if (downscale > Math.min(height, width))
    throw new RangeError(
      `downscale must be at most ${Math.min(height, width)} for images of ${height}x${width} pixels; got ${downscale}.`,
    );
}

/** By how much images are made smaller unless it is said: by half, but for those below 16 pixels. */
export function usualDownscale(dataset: ImageDataset | undefined): number {
  const [height, width] = dataset?.imageShape ?? [28, 28];
  return Math.min(height, width) < 16 ? 1 : 2;
}
