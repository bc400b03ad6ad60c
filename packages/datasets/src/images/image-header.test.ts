import { expect, test } from 'vitest';
import { bytesOf, goldenCases } from '../../test/golden-images.ts';
import { imageHeader } from './image-header.ts';
import { loadSharp } from './sharp-loader.ts';

const files = goldenCases<{ name: string; file: string }>('decoded').filter(
  ({ name }) => !name.endsWith('.tif'),
);

test.each(files)('the size of $name is read from its header', async ({ file }) => {
  const bytes = bytesOf(file);
  expect(imageHeader(bytes)).toMatchObject({ width: 16, height: 12 });
  const sharp = await loadSharp();
  const { width, height } = await sharp(bytes).metadata();
  expect({ width, height }).toEqual({ width: 16, height: 12 });
});

test.each(['VP8', 'VP8L', 'VP8X'])('the size of a WebP of %s is read', async (kind) => {
  const sharp = await loadSharp();
  const image = sharp({
    create: { width: 300, height: 257, channels: 4, background: kind === 'VP8X' ? '#1234' : '#123f' },
  });
  const bytes = await (kind === 'VP8' ? image.removeAlpha() : image)
    .webp({ lossless: kind === 'VP8L' })
    .toBuffer();
  expect(bytes.toString('latin1', 12, 16).trim()).toBe(kind);
  expect(imageHeader(bytes)).toEqual({ format: 'WebP', width: 300, height: 257, components: null });
});

test('a header cut anywhere is read without an error', () => {
  for (const { file } of files) {
    const bytes = bytesOf(file);
    for (let length = 0; length < Math.min(400, bytes.length); length += 1) {
      const header = imageHeader(bytes.subarray(0, length));
      expect(header === null || header.width === null || header.width === 16).toBe(true);
    }
  }
});

test('an endless chain of JPEG segments ends', () => {
  const bytes = new Uint8Array(1000);
  for (let at = 0; at < bytes.length; at += 2) bytes.set([0xff, 0xd0], at);
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 0]);
  expect(imageHeader(bytes)).toEqual({ format: 'JPEG', width: null, height: null, components: null });
});
