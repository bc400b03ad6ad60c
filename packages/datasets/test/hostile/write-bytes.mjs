// Writers of small pieces of binary files, right and wrong ones alike.
import { crc32 } from '@node-rs/crc32';

/** @typedef {string | number | Uint8Array} Part text in Latin-1, one byte, or bytes */

/** @param {...Part} parts */
export const bytes = (...parts) =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string'
        ? Buffer.from(part, 'latin1')
        : typeof part === 'number'
          ? Buffer.of(part)
          : Buffer.from(part),
    ),
  );

/** @param {number} size @param {number | bigint} value @param {boolean} little */
function whole(size, value, little) {
  const digits = Array.from({ length: size }, (_, at) => Number((BigInt(value) >> BigInt(8 * at)) & 255n));
  return Buffer.from(little ? digits : digits.toReversed());
}

/** @param {number | bigint} value */
export const u16 = (value) => whole(2, value, true);
/** @param {number | bigint} value */
export const u32 = (value) => whole(4, value, true);
/** @param {number | bigint} value */
export const u64 = (value) => whole(8, value, true);
/** @param {number | bigint} value */
export const u16be = (value) => whole(2, value, false);
/** @param {number | bigint} value */
export const u32be = (value) => whole(4, value, false);

/** Bytes that look like nothing, the same each time. @param {number} length @param {number} [seed] */
export const noise = (length, seed = 1) =>
  Buffer.from(Array.from({ length }, (_, at) => (Math.imul(at + 1, 0x9e3779b1 * seed) >>> 24) & 255));

/** @param {Uint8Array} content */
function adler32(content) {
  let [low, high] = [1, 0];
  for (const byte of content) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

/** A deflate stream that packs nothing, so that every zlib agrees on its bytes. @param {Uint8Array} content */
export function storedDeflate(content) {
  const blocks = [];
  for (let start = 0; start === 0 || start < content.length; start += 65535) {
    const block = content.subarray(start, start + 65535);
    const last = start + 65535 >= content.length;
    blocks.push(bytes(last ? 1 : 0, u16(block.length), u16(~block.length & 65535), block));
  }
  return Buffer.concat(blocks);
}

/** @param {Uint8Array} content */
export const storedZlib = (content) => bytes('\x78\x01', storedDeflate(content), u32be(adler32(content)));

/** @param {Uint8Array} content @param {number} [sum] */
export const storedGzip = (content, sum = crc32(content)) =>
  bytes('\x1f\x8b\x08\0\0\0\0\0\0\x03', storedDeflate(content), u32(sum), u32(content.length));

/** @param {string} type @param {Uint8Array} data @param {number} [sum] */
export const pngChunk = (type, data, sum) =>
  bytes(u32be(data.length), type, data, u32be(sum ?? crc32(bytes(type, data))));

/** @param {number} width @param {number} height @param {number} [depth] @param {number} [colour] */
export const pngHeader = (width, height, depth = 8, colour = 2) =>
  pngChunk('IHDR', bytes(u32be(width), u32be(height), depth, colour, 0, 0, 0));

export const PNG = '\x89PNG\r\n\x1a\n';

/** A sound PNG file of one grey. @param {number} [side] */
export function png(side = 1) {
  const lines = Buffer.alloc(side * (3 * side + 1), 7);
  for (let row = 0; row < side; row += 1) lines[row * (3 * side + 1)] = 0;
  return bytes(
    PNG,
    pngHeader(side, side),
    pngChunk('IDAT', storedZlib(lines)),
    pngChunk('IEND', Buffer.alloc(0)),
  );
}
