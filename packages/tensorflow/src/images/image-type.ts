import { EngineError } from '../engine-error.ts';

/** Formats of images that TensorFlow reads. */
export type ImageType = 'jpeg' | 'png' | 'gif' | 'BMP';

const BEGINNINGS: readonly (readonly [type: ImageType, bytes: readonly number[]])[] = [
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['BMP', [0x42, 0x4d]],
];

/**
 * The format of an encoded image, by its first bytes.
 * @throws EngineError `INVALID_ARGUMENT` when it is none that TensorFlow reads.
 */
export function getImageType(content: Uint8Array): ImageType {
  for (const [type, bytes] of BEGINNINGS)
    if (content.length > bytes.length && bytes.every((byte, index) => content[index] === byte)) return type;
  throw new EngineError(
    'INVALID_ARGUMENT',
    'Expected image (BMP, JPEG, PNG, or GIF), but got unsupported image type',
  );
}
