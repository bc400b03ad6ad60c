// @ts-check
import { createRequire } from 'node:module';
import { join } from 'node:path';

const sharp = createRequire(join(import.meta.dirname, '..', 'packages', 'datasets', 'package.json'))('sharp');

/** A JPEG of 500 x 375 with smooth regions, edges and some noise: about 70 KB at quality 90. */
export async function samplePicture(/** @type {number} */ seed) {
  const [width, height] = [500, 375];
  const pixels = new Uint8Array(width * height * 3);
  let state = seed + 1;
  for (let at = 0; at < pixels.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const channel = at % 3;
    const x = Math.floor(at / 3) % width;
    const y = Math.floor(at / 3 / width);
    const smooth = 90 * Math.sin((x * (seed + 2)) / 190 + channel) * Math.cos((y * (seed + 3)) / 230);
    const edge = (x * 3 + y * (seed % 7) + channel * 40) % 160 < 70 ? 45 : 0;
    pixels[at] = Math.max(0, Math.min(255, 110 + smooth + edge + ((state >>> 24) - 128) / 10));
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
