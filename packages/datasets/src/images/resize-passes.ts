import { plainColumns, plainRows } from './plain-passes.ts';
import type { Taps } from './resampling.ts';
import { VectorPasses } from './wasm/vector-passes.ts';
import type { MemoryRows } from './wasm/vector-passes.ts';

/** Rows of bytes, alone or inside a larger image. */
export interface Rows {
  /** Where the bytes are; undefined in the memory of the vector passes. */
  readonly pixels: Uint8Array | undefined;
  /** Offset of the first byte. */
  readonly start: number;
  /** Bytes from a row to the next. */
  readonly stride: number;
  readonly rows: number;
  /** Bytes of a row. */
  readonly rowBytes: number;
  readonly channels: number;
}

let loaded: { readonly passes: VectorPasses | undefined } | undefined;
const vectorPasses = (): VectorPasses | undefined => (loaded ??= { passes: VectorPasses.load() }).passes;

/** Resizes every row to as many pixels as there are taps; without taps there is nothing to do. */
export function resizeRows(source: Rows, across: Taps | undefined): Rows {
  if (across === undefined) return source;
  const passes = source.channels === 3 ? vectorPasses() : undefined;
  const done = passes && inMemory(source, passes, (rows) => passes.resizeRows(rows, across));
  return done ?? plainRows(onHeap(source), across);
}

/** Resizes every column to as many pixels as there are taps; without taps there is nothing to do. */
export function resizeColumns(source: Rows, down: Taps | undefined): Rows {
  if (down === undefined) return source;
  const passes = vectorPasses();
  const done = passes && inMemory(source, passes, (rows) => passes.resizeColumns(rows, down));
  return done ?? plainColumns(onHeap(source), down);
}

/** The bytes of the rows without gaps: a copy where they lie in a larger image or in the memory of the vector passes. */
export function packed(source: Rows): Uint8Array {
  const { pixels, start, stride, rows, rowBytes } = onHeap(source);
  if (start === 0 && stride === rowBytes && pixels.length === rows * rowBytes) return pixels;
  const out = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row += 1) {
    const from = start + row * stride;
    out.set(pixels.subarray(from, from + rowBytes), row * rowBytes);
  }
  return out;
}

function inMemory(
  source: Rows,
  passes: VectorPasses,
  pass: (rows: MemoryRows) => MemoryRows | undefined,
): Rows | undefined {
  const { pixels, start, stride, rows, rowBytes, channels } = source;
  const given = { address: start, stride, rows, rowBytes };
  const put = pixels === undefined ? given : passes.put(pixels, given);
  const done = put && pass(put);
  return done && { ...done, pixels: undefined, start: done.address, channels };
}

/** Rows outside the memory of the vector passes. */
export type HeapRows = Rows & { readonly pixels: Uint8Array };

function onHeap(source: Rows): HeapRows {
  const { pixels, start, stride, rows, rowBytes } = source;
  if (pixels !== undefined) return { ...source, pixels };
  const taken = vectorPasses()?.take({ address: start, stride, rows, rowBytes }) ?? new Uint8Array();
  return { ...source, pixels: taken, start: 0, stride: rowBytes };
}
