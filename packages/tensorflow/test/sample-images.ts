import { crc32, deflateSync } from 'node:zlib';

/** Red, green, blue, white: what the samples show, row by row. */
export const FOUR_PIXELS: readonly number[] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];

/** A PNG file, written by hand; `size` is what its header claims. */
export function samplePng(size: readonly [width: number, height: number] = [2, 2]): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size[0], 0);
  header.writeUInt32BE(size[1], 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, red, green, blue
  const rows = Buffer.from([0, ...FOUR_PIXELS.slice(0, 6), 0, ...FOUR_PIXELS.slice(6)]);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return Buffer.concat([
    Buffer.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(name), data]);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A BMP file: rows from below, each blue, green, red, and filled up to four bytes. */
export function sampleBmp(size: readonly [width: number, height: number] = [2, 2]): Uint8Array {
  const file = Buffer.alloc(54 + 16);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(size[0], 18);
  file.writeInt32LE(size[1], 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  file.set([255, 0, 0, 255, 255, 255], 54);
  file.set([0, 0, 255, 0, 255, 0], 62);
  return file;
}

/** A GIF file with two frames of the same four pixels; `size` is what its frames claim. */
export function sampleGif(size: readonly [width: number, height: number] = [2, 2], frames = 2): Uint8Array {
  const [width, height] = size.map((side) => [side & 255, side >> 8]) as [number[], number[]];
  // Codes of three bits, from the lowest: clear (4), the colours 0 1 2 3 with a bit more after three of them, end (5).
  const pixels = [2, 3, 0x44, 0x34, 0x05, 0];
  const frame = [0x2c, 0, 0, 0, 0, ...width, ...height, 0, ...pixels];
  const colours = [0x91, 0, 0, ...FOUR_PIXELS];
  const frameList = Array.from({ length: frames }, () => frame).flat();
  return Uint8Array.from([...Buffer.from('GIF89a'), ...width, ...height, ...colours, ...frameList, 0x3b]);
}
