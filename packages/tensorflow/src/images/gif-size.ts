import type { ImageSize } from './image-size.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** The size of the largest frame of a GIF image, and how many frames there are before the file ends. */
export function gifSize(view: DataView): ImageSize | undefined {
  let [width, height, frames] = [0, 0, 0];
  let at = 13 + colourTable(view.getUint8(10));
  for (; at < view.byteLength;) {
    const block = view.getUint8(at++);
    if (block === EXTENSION) at = afterBlocks(view, at + 1);
    else if (block !== IMAGE) break;
    else {
      if (at + 9 > view.byteLength) break;
      width = Math.max(width, view.getUint16(at + 4, true));
      height = Math.max(height, view.getUint16(at + 6, true));
      frames++;
      at = afterBlocks(view, at + 9 + colourTable(view.getUint8(at + 8)) + 1);
    }
  }
  return frames > 0 ? { width, height, frames } : undefined;
}

function colourTable(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Where a chain of data blocks ends: after one of no bytes, or at the end of the file. */
function afterBlocks(view: DataView, start: number): number {
  let at = start;
  while (at < view.byteLength) {
    const bytes = view.getUint8(at++);
    if (bytes === 0) break;
    at += bytes;
  }
  return at;
}
