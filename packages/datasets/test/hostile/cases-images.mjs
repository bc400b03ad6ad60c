// Hostile image files.
import { deflateSync } from 'node:zlib';
import {
  bytes,
  noise,
  PNG,
  png,
  pngChunk,
  pngHeader,
  storedZlib,
  u16,
  u16be,
  u32,
  u32be,
} from './write-bytes.mjs';

const END = pngChunk('IEND', bytes());
const DATA = png().subarray(33, -12);
/** A JPEG up to its frame header. @param {number} width @param {number} height */
const jpeg = (width, height) =>
  bytes(
    '\xff\xd8',
    '\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0',
    '\xff\xc0\0\x11\x08',
    u16be(height),
    u16be(width),
    '\x03\x01\x11\0\x02\x11\0\x03\x11\0',
  );
/** @param {number} name @param {number} type @param {number} value */
const tag = (name, type, value) => bytes(u16(name), u16(type), u32(1), u32(value));
/** @param {number} width @param {number} height @param {{ next?: number, at?: number, size?: number }} [fault] */
function tiff(width, height, { next = 0, at = 8, size = 3 } = {}) {
  const entries = [
    ...[tag(256, 4, width), tag(257, 4, height), tag(258, 3, 8), tag(259, 3, 1), tag(262, 3, 1)],
    ...[tag(273, 4, at), tag(277, 3, 1), tag(278, 4, height), tag(279, 4, size)],
  ];
  return bytes('II*\0', u32(8), u16(entries.length), ...entries, u32(next));
}
/** @param {string} chunk @param {Uint8Array} content */
const webp = (chunk, content) =>
  bytes('RIFF', u32(12 + content.length), 'WEBP', chunk, u32(content.length), content);

/** @type {import('./cases.mjs').HostileCase[]} */
export const IMAGE_CASES = [
  ['image/empty.png', 'image', 'no bytes', bytes()],
  ['image/text.jpeg', 'image', 'a text', bytes('<html>404</html>')],
  ['image/svg.png', 'image', 'an SVG file, whose reader would follow its links', bytes('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
  ['image/pdf.png', 'image', 'a PDF file', bytes('%PDF-1.7\n')],
  ['image/heif.jpeg', 'image', 'a HEIF file', bytes(u32be(24), 'ftypheic', u32be(0), 'heicmif1')],
  ['image/magick.png', 'image', "a script of ImageMagick's", bytes('push graphic-context\nimage over 0,0 0,0 "|id"\n')],
  ['image/bmp.png', 'image', 'a BMP file', bytes('BM', u32(70), u32(0), u32(54), u32(40), u32(1), u32(1), Buffer.alloc(40))],
  ['image/pnm.png', 'image', 'a PNM file of 2^31 rows', bytes('P6 1 2147483647 255\n')],
  ['image/png-65535.png', 'image', 'a PNG that claims 65,535 x 65,535', bytes(PNG, pngHeader(65535, 65535), DATA, END)],
  ['image/png-2-31.png', 'image', 'a PNG that claims 2^31 - 1 columns', bytes(PNG, pngHeader(2 ** 31 - 1, 1), DATA, END)],
  ['image/png-2-32.png', 'image', 'a PNG that claims 2^32 - 1 rows', bytes(PNG, pngHeader(1, 2 ** 32 - 1), DATA, END)],
  ['image/png-0.png', 'image', 'a PNG of no columns', bytes(PNG, pngHeader(0, 1), DATA, END)],
  ['image/png-magic-alone.png', 'image', 'a PNG that ends after its first bytes', bytes(PNG)],
  ['image/png-cut.png', 'image', 'a PNG that ends in its pixels', png(16).subarray(0, 200)],
  ['image/png-no-pixels.png', 'image', 'a PNG without pixels', bytes(PNG, pngHeader(1, 1), END)],
  ['image/png-sum.png', 'image', 'a PNG whose pixels have a wrong checksum', bytes(PNG, pngHeader(1, 1), pngChunk('IDAT', storedZlib(bytes(0, 1, 2, 3)), 1), END)],
  ['image/png-header-sum.png', 'image', 'a PNG whose header has a wrong checksum', bytes(PNG, pngChunk('IHDR', bytes(u32be(1), u32be(1), 8, 2, 0, 0, 0), 7), DATA, END)],
  ['image/png-depth.png', 'image', 'a PNG of 7 bits', bytes(PNG, pngHeader(1, 1, 7), DATA, END)],
  ['image/png-deflate.png', 'image', 'a PNG whose pixels are no deflate stream', bytes(PNG, pngHeader(1, 1), pngChunk('IDAT', Buffer.alloc(20, 255)), END)],
  ['image/png-too-few.png', 'image', 'a PNG of 64 rows with pixels for 1', bytes(PNG, pngHeader(1, 64), DATA, END)],
  ['image/png-too-many.png', 'image', 'a PNG of 1 pixel with 16 MiB of pixels', bytes(PNG, pngHeader(1, 1), pngChunk('IDAT', deflateSync(Buffer.alloc(2 ** 24))), END), 'packed'],
  ['image/png-text-bomb.png', 'image', 'a PNG with a text of 16 MiB', bytes(PNG, pngHeader(1, 1), pngChunk('zTXt', bytes('a\0\0', deflateSync(Buffer.alloc(2 ** 24, 65)))), DATA, END), 'packed'],
  ['image/png-profile-bomb.png', 'image', 'a PNG with a colour profile of 16 MiB', bytes(PNG, pngHeader(1, 1), pngChunk('iCCP', bytes('a\0\0', deflateSync(Buffer.alloc(2 ** 24)))), DATA, END), 'packed'],
  ['image/png-chunk-4-gib.png', 'image', 'a PNG with a piece of 4 GiB', bytes(PNG, pngHeader(1, 1), u32be(2 ** 32 - 1), 'IDAT', noise(20))],
  ['image/jpeg-65535.jpeg', 'image', 'a JPEG that claims 65,535 x 65,535', jpeg(65535, 65535)],
  ['image/jpeg-0.jpeg', 'image', 'a JPEG of no rows', jpeg(1, 0)],
  ['image/jpeg-start-alone.jpeg', 'image', 'a JPEG that ends after its first bytes', bytes('\xff\xd8\xff')],
  ['image/jpeg-no-scan.jpeg', 'image', 'a JPEG that ends after its frame header', jpeg(8, 8)],
  ['image/jpeg-fill.jpeg', 'image', 'a JPEG of 20,000 fill bytes', bytes('\xff\xd8', Buffer.alloc(20_000, 255))],
  ['image/jpeg-segment-0.jpeg', 'image', 'a JPEG with segments of no bytes', bytes('\xff\xd8', '\xff\xe0\0\0'.repeat(5000))],
  ['image/gif-65535.gif', 'image', 'a GIF that claims 65,535 x 65,535', bytes('GIF89a', u16(65535), u16(65535), 0, 0, 0, ';')],
  ['image/gif-cut.gif', 'image', 'a GIF without a frame', bytes('GIF89a', u16(1), u16(1), 0, 0, 0)],
  ['image/webp-16384.webp', 'image', 'a WebP that claims 16,777,216 x 16,777,216', webp('VP8X', bytes(u32(0), Buffer.alloc(6, 255), noise(20)))],
  ['image/webp-lossless.webp', 'image', 'a lossless WebP that claims 16,384 x 16,384', webp('VP8L', bytes(0x2f, Buffer.alloc(4, 255), noise(20)))],
  ['image/webp-cut.webp', 'image', 'a WebP that ends after its first bytes', bytes('RIFF', u32(4), 'WEBP')],
  ['image/tiff-65535.tif', 'image', 'a TIFF that claims 65,535 x 65,535', tiff(65535, 65535)],
  ['image/tiff-2-32.tif', 'image', 'a TIFF that claims 2^32 - 1 columns', tiff(2 ** 32 - 1, 1)],
  ['image/tiff-loop.tif', 'image', 'a TIFF whose directory is followed by itself', tiff(3, 1, { next: 8 })],
  ['image/tiff-past-end.tif', 'image', 'a TIFF whose pixels lie beyond its end', tiff(3, 1, { at: 2 ** 31, size: 2 ** 31 })],
  ['image/tiff-no-directory.tif', 'image', 'a TIFF whose directory lies beyond its end', bytes('II*\0', u32(2 ** 31))],
  ['image/png-named.jpeg', 'image', 'a sound PNG with the name of a JPEG', png()],
  ['image/png-tail.png', 'image', 'a sound PNG with a zip archive behind it', bytes(png(), 'PK\x05\x06', Buffer.alloc(18))],
]; // prettier-ignore
