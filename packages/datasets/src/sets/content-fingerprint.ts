import { createHash } from 'node:crypto';
import type { ImageSplit } from '../image-dataset.ts';

/**
 * Digest of all images and labels, whatever files they came from.
 *
 * @param splits - The splits, in order.
 * @returns SHA-256 in hexadecimal: equal if and only if the data are.
 */
export function contentFingerprint(splits: readonly ImageSplit[]): string {
  const hash = createHash('sha256');
  for (const { imageShape, images, labels } of splits) {
    hash.update(imageShape.join('x'));
    hash.update(createHash('sha256').update(images).digest());
    hash.update(createHash('sha256').update(labels).digest());
  }
  return hash.digest('hex');
}
