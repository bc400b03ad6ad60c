import type { ImageSize } from './image-size.ts';

/** The size in the header of a BMP image; undefined when the file has fewer bytes than that takes. */
export function bmpSize(view: DataView): ImageSize | undefined {
  const start = view.getUint32(10, true);
  const [width, height] = [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
  const pixelBytes = view.getUint16(28, true) / 8;
  if (width <= 0 || height === 0 || ![1, 3, 4].includes(pixelBytes)) return undefined;
  const rowBytes = Math.ceil((width * pixelBytes) / 4) * 4;
  const end = start + (height - 1) * rowBytes + width * pixelBytes;
  return end <= view.byteLength ? { width, height, frames: 1 } : undefined;
}
