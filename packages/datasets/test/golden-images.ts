import { readFileSync } from 'node:fs';
import type { Image } from '../src/image-source.ts';

/** The formula of tools/golden/pil_images.py. */
export function goldenImage(height: number, width: number, channels: number): Image {
  const pixels = new Uint8Array(height * width * channels);
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < channels; c += 1, at += 1) {
        pixels[at] = (x * 5 + y * 7 + c * 40 + ((x * x * 3 + y * y * 5 + x * y * (c + 1)) >> 2)) & 255;
      }
    }
  }
  return { height, width, channels, pixels };
}

/** The cases of a file that tools/golden/pil_images.py wrote. */
export function goldenCases<Case>(name: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`golden/pil-${name}.json`, import.meta.url), 'utf8')).cases;
}

/** Bytes of base64. */
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
