import { expect, test } from 'vitest';
import { goldenImage } from '../../../test/golden-images.ts';
import { plainColumns, plainRows } from '../plain-passes.ts';
import { taps } from '../resampling.ts';
import type { ResizeFilter } from '../resampling.ts';
import { packed, resizeColumns, resizeRows } from '../resize-passes.ts';
import { VectorPasses } from './vector-passes.ts';
import { signed, unsigned } from './wasm-module.ts';

const seeded = (seed: number) => {
  let state = seed;
  return (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
};

const same = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && Buffer.compare(one, other) === 0;

test('numbers are written as WebAssembly reads them', () => {
  expect([0, 127, 128, 624_485].map(unsigned)).toEqual([[0], [127], [128, 1], [0xe5, 0x8e, 0x26]]);
  expect([0, 63, 64, -64, -65, -123_456].map(signed)).toEqual([
    [0],
    [63],
    [0xc0, 0],
    [0x40],
    [0xbf, 0x7f],
    [0xc0, 0xbb, 0x78],
  ]);
});

test('this machine has vector instructions, so that the other tests here compare two ways', () => {
  expect(VectorPasses.load()).toBeDefined();
});

test('vector instructions give the bytes of the plain passes, at any size, filter and place in the image', () => {
  const below = seeded(1);
  for (let round = 0; round < 150; round += 1) {
    const [height, width] = [1 + below(60), 1 + below(60)];
    const image = goldenImage(height, width, 3);
    // White and black side by side: sums of bicubic weights go beyond both ends.
    if (round % 3 === 0)
      for (let at = 0; at < image.pixels.length; at += 1) image.pixels[at] = 255 * below(2);
    const [top, left] = [below(height), below(width)];
    const [rows, columns] = [1 + below(height - top), 1 + below(width - left)];
    const source = {
      pixels: image.pixels,
      start: (top * width + left) * 3,
      stride: width * 3,
      rows,
      rowBytes: columns * 3,
      channels: 3,
    };
    const filter: ResizeFilter = round % 2 === 0 ? 'bilinear' : 'bicubic';
    const [outWidth, outHeight] = [1 + below(90), 1 + below(90)];
    const across = taps({ input: columns, output: outWidth, filter, from: 0, length: outWidth });
    const from = below(outHeight);
    const down = taps({ input: rows, output: outHeight, filter, from, length: outHeight - from });
    const plain = plainColumns(plainRows(source, across), down);
    expect(same(packed(resizeColumns(resizeRows(source, across), down)), plain.pixels)).toBe(true);
    const columnsFirst = plainRows(plainColumns(source, down), across);
    expect(same(packed(resizeRows(resizeColumns(source, down), across)), columnsFirst.pixels)).toBe(true);
    expect(same(packed(resizeRows(source, across)), plainRows(source, across).pixels)).toBe(true);
  }
});

test('other numbers of channels, and an image too large for the memory, are resized without', () => {
  const grey = goldenImage(20, 30, 1);
  const rows = { pixels: grey.pixels, start: 0, stride: 30, rows: 20, rowBytes: 30, channels: 1 };
  const across = taps({ input: 30, output: 11, filter: 'bilinear', from: 0, length: 11 });
  const down = taps({ input: 20, output: 7, filter: 'bilinear', from: 0, length: 7 });
  const expected = plainRows(plainColumns(rows, down), across).pixels;
  expect(packed(resizeRows(resizeColumns(rows, down), across))).toEqual(expected);

  const [height, width] = [3000, 8000];
  const pixels = new Uint8Array(height * width * 3).fill(7);
  const large = { pixels, start: 0, stride: width * 3, rows: height, rowBytes: width * 3, channels: 3 };
  const narrow = taps({ input: width, output: 3, filter: 'bilinear', from: 0, length: 3 });
  expect(packed(resizeRows(large, narrow))).toEqual(plainRows(large, narrow).pixels);
});

test('a result is a copy: the next image does not change it', () => {
  const one = goldenImage(9, 9, 3);
  const shrink = taps({ input: 9, output: 4, filter: 'bilinear', from: 0, length: 4 });
  const rowsOf = (pixels: Uint8Array) => ({
    pixels,
    start: 0,
    stride: 27,
    rows: 9,
    rowBytes: 27,
    channels: 3,
  });
  const first = packed(resizeRows(rowsOf(one.pixels), shrink));
  const before = first.slice();
  packed(resizeRows(rowsOf(one.pixels.map((pixel) => 255 - pixel)), shrink));
  expect(first).toEqual(before);
});
