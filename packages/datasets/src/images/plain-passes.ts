import { FRACTION_BITS } from './resampling.ts';
import type { Taps } from './resampling.ts';
import type { HeapRows } from './resize-passes.ts';

const HALF = 1 << (FRACTION_BITS - 1);

const clipped = (sum: number): number => {
  const value = sum >> FRACTION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

const alone = (pixels: Uint8Array, rows: number, rowBytes: number, channels: number): HeapRows => ({
  pixels,
  start: 0,
  stride: rowBytes,
  rows,
  rowBytes,
  channels,
});

/** Resizes every row, without vector instructions. */
export function plainRows(source: HeapRows, across: Taps): HeapRows {
  const { rows, channels } = source;
  const rowBytes = across.first.length * channels;
  const out = new Uint8Array(rows * rowBytes);
  if (channels === 3) horizontalRgb(source, across, out);
  else horizontalAny(source, across, out);
  return alone(out, rows, rowBytes, channels);
}

/** Resizes every column, without vector instructions. */
export function plainColumns(source: HeapRows, down: Taps): HeapRows {
  const { rowBytes, channels } = source;
  const rows = down.first.length;
  const out = new Uint8Array(rows * rowBytes);
  vertical(source, down, out);
  return alone(out, rows, rowBytes, channels);
}

// The casts in these loops say what the bounds of the loops ensure; a default would cost a tenth of the time.

function horizontalRgb({ pixels, start, stride, rows }: HeapRows, across: Taps, out: Uint8Array): void {
  const { first, count, weights, width } = across;
  const places = first.length;
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    const base = start + row * stride;
    for (let place = 0; place < places; place += 1) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let from = base + (first[place] as number) * 3;
      let tap = place * width;
      const end = tap + (count[place] as number);
      for (; tap < end; tap += 1, from += 3) {
        const weight = weights[tap] as number;
        red = (red + Math.imul(pixels[from] as number, weight)) | 0;
        green = (green + Math.imul(pixels[from + 1] as number, weight)) | 0;
        blue = (blue + Math.imul(pixels[from + 2] as number, weight)) | 0;
      }
      out[to] = clipped(red);
      out[to + 1] = clipped(green);
      out[to + 2] = clipped(blue);
      to += 3;
    }
  }
}

function horizontalAny(
  { pixels, start, stride, rows, channels }: HeapRows,
  across: Taps,
  out: Uint8Array,
): void {
  const { first, count, weights, width } = across;
  let to = 0;
  for (let row = 0; row < rows; row += 1) {
    const base = start + row * stride;
    for (let place = 0; place < first.length; place += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = HALF;
        let from = base + (first[place] as number) * channels + channel;
        const end = place * width + (count[place] as number);
        for (let tap = place * width; tap < end; tap += 1, from += channels) {
          sum = (sum + Math.imul(pixels[from] as number, weights[tap] as number)) | 0;
        }
        out[to] = clipped(sum);
        to += 1;
      }
    }
  }
}

function vertical({ pixels, start, stride, rowBytes }: HeapRows, down: Taps, out: Uint8Array): void {
  const { first, count, weights, width } = down;
  const sums = new Int32Array(rowBytes);
  for (let place = 0; place < first.length; place += 1) {
    const taps = count[place] as number;
    const row = start + (first[place] as number) * stride;
    sums.fill(HALF);
    let tap = 0;
    // Two rows at a time: the sums are loaded and stored half as often.
    for (; tap + 1 < taps; tap += 2) {
      const one = weights[place * width + tap] as number;
      const two = weights[place * width + tap + 1] as number;
      const from = row + tap * stride;
      for (let column = 0; column < rowBytes; column += 1) {
        sums[column] =
          ((sums[column] as number) +
            Math.imul(pixels[from + column] as number, one) +
            Math.imul(pixels[from + stride + column] as number, two)) |
          0;
      }
    }
    for (; tap < taps; tap += 1) {
      const weight = weights[place * width + tap] as number;
      const from = row + tap * stride;
      for (let column = 0; column < rowBytes; column += 1) {
        sums[column] = ((sums[column] as number) + Math.imul(pixels[from + column] as number, weight)) | 0;
      }
    }
    const to = place * rowBytes;
    for (let column = 0; column < rowBytes; column += 1) out[to + column] = clipped(sums[column] as number);
  }
}
