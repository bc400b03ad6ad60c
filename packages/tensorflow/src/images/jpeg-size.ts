import type { ImageSize } from './image-size.ts';

const NO_FRAME_HEADERS = [0xc4, 0xc8, 0xcc]; // DHT, JPG and DAC lie among the frame headers' numbers
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** The size in the frame header (SOF) of a JPEG image; undefined when there is none before the pixels. */
export function jpegSize(view: DataView): ImageSize | undefined {
  for (let at = 2; ;) {
    // As the decoder does: what is no marker is skipped.
    while (view.getUint8(at) !== 0xff) at++;
    while (view.getUint8(at) === 0xff) at++;
    const marker = view.getUint8(at++);
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return undefined;
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME_HEADERS.includes(marker))
      return { width: view.getUint16(at + 5), height: view.getUint16(at + 3), frames: 1 };
    const alone = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (!alone) at += Math.max(2, view.getUint16(at));
  }
}
