import { bmpSize } from './bmp-size.ts';
import { gifSize } from './gif-size.ts';
import type { ImageType } from './image-type.ts';
import { jpegSize } from './jpeg-size.ts';

/** How large an encoded image says that it is. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** Of an animation; 1 otherwise. */
  readonly frames: number;
}

/** What the header of an image claims; undefined where the header is damaged. Nothing is decoded. */
export function imageSize(content: Uint8Array, type: ImageType): ImageSize | undefined {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  try {
    return SIZES[type](view);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // read past the end
    throw error;
  }
}

const SIZES: Readonly<Record<ImageType, (view: DataView) => ImageSize | undefined>> = {
  jpeg: jpegSize,
  png: pngSize,
  gif: gifSize,
  BMP: bmpSize,
};

const HEADER_CHUNK = 0x49484452; // IHDR

function pngSize(view: DataView): ImageSize | undefined {
  if (view.getUint32(12) !== HEADER_CHUNK) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20), frames: 1 };
}
