import type { Taps } from '../resampling.ts';
import { LOW_BITS, PAIR_BYTES, resizeKernel } from './resize-kernel.ts';
import { wasmModule } from './wasm-module.ts';

/** Bytes of memory beyond which images are left to JavaScript: memory of WebAssembly is never given back. */
const MOST_BYTES = 64 * 2 ** 20;
const PAGE = 65_536;
/** Bytes that the passes may read or write after the last ones of a part. */
const MARGIN = 64;

/** Rows of bytes in the memory of {@link VectorPasses}. */
export interface MemoryRows {
  /** Address of the first byte. */
  readonly address: number;
  /** Bytes from a row to the next. */
  readonly stride: number;
  readonly rows: number;
  readonly rowBytes: number;
}

type Pass = (...parameters: readonly number[]) => void;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly horizontal: Pass;
  readonly vertical: Pass;
}

/** What of WebAssembly is used; the types of Node do not have it. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
  validate(bytes: Uint8Array): boolean;
}

const sixteens = (bytes: number): number => Math.ceil(bytes / 16) * 16;

/** Both passes by vector instructions of WebAssembly, sixteen bytes at a time; their sums are those of the passes in JavaScript. */
export class VectorPasses {
  readonly #exports: Exports;
  #end = 0;

  private constructor(exports: Exports) {
    this.#exports = exports;
  }

  /** The passes; undefined where the machine has no vector instructions. */
  static load(): VectorPasses | undefined {
    const engine = (globalThis as { readonly WebAssembly?: Engine }).WebAssembly;
    const bytes = wasmModule(resizeKernel());
    if (!engine?.validate(bytes)) return undefined;
    return new VectorPasses(new engine.Instance(new engine.Module(bytes)).exports);
  }

  /** Copies rows into the memory, and forgets what was there; undefined where the image is too large. */
  put(pixels: Uint8Array, { address: start, stride, rows, rowBytes }: MemoryRows): MemoryRows | undefined {
    this.#end = 0;
    const size = rows * rowBytes;
    const address = this.#reserve(size + 2 * rowBytes);
    if (address === undefined) return undefined;
    const memory = new Uint8Array(this.#exports.memory.buffer);
    if (stride === rowBytes) memory.set(pixels.subarray(start, start + size), address);
    else
      for (let row = 0; row < rows; row += 1) {
        const from = start + row * stride;
        memory.set(pixels.subarray(from, from + rowBytes), address + row * rowBytes);
      }
    return { address, stride: rowBytes, rows, rowBytes };
  }

  /** Resizes every row, of three channels; undefined where there is too little memory. */
  resizeRows(source: MemoryRows, across: Taps): MemoryRows | undefined {
    const places = across.first.length;
    const rowBytes = places * 3;
    const stride = sixteens(rowBytes + 1);
    const { rows } = source;
    return this.#pass(source, across, { rowBytes, stride, rows }, 3, (parameters) =>
      this.#exports.horizontal(...parameters, places * 4),
    );
  }

  /** Resizes every column; undefined where there is too little memory. */
  resizeColumns(source: MemoryRows, down: Taps): MemoryRows | undefined {
    const { rowBytes } = source;
    const out = { rowBytes, stride: sixteens(rowBytes), rows: down.first.length };
    return this.#pass(source, down, out, source.stride, (parameters) =>
      this.#exports.vertical(...parameters, rowBytes),
    );
  }

  /** A copy of rows, without gaps. */
  take({ address, stride, rows, rowBytes }: MemoryRows): Uint8Array {
    const memory = new Uint8Array(this.#exports.memory.buffer);
    if (stride === rowBytes) return memory.slice(address, address + rows * rowBytes);
    const out = new Uint8Array(rows * rowBytes);
    for (let row = 0; row < rows; row += 1) {
      const from = address + row * stride;
      out.set(memory.subarray(from, from + rowBytes), row * rowBytes);
    }
    return out;
  }

  #pass(
    source: MemoryRows,
    taps: Taps,
    out: Omit<MemoryRows, 'address'>,
    unit: number,
    run: (parameters: readonly number[]) => void,
  ): MemoryRows | undefined {
    const pairs = pairsOf(taps);
    const firsts = this.#reserve(taps.first.length * 4);
    const weights = this.#reserve(taps.first.length * pairs * PAIR_BYTES);
    // Rows are made two at a time.
    const address = this.#reserve((out.rows + 3) * out.stride);
    if (firsts === undefined || weights === undefined || address === undefined) return undefined;
    this.#grow(source.address + reachOf(source, taps, pairs, unit));
    this.#writeTaps(taps, { pairs, firsts, weights, unit });
    run([source.address, source.stride, address, out.stride, out.rows, firsts, weights, pairs]);
    return { ...out, address };
  }

  #writeTaps(
    { first, count, weights, width }: Taps,
    at: { readonly pairs: number; readonly firsts: number; readonly weights: number; readonly unit: number },
  ): void {
    const { buffer } = this.#exports.memory;
    const offsets = new Int32Array(buffer, at.firsts, first.length);
    const parts = new Int16Array(buffer, at.weights, first.length * at.pairs * 4);
    const low = (1 << LOW_BITS) - 1;
    for (let place = 0, to = 0; place < first.length; place += 1) {
      offsets[place] = (first[place] as number) * at.unit;
      const used = count[place] as number;
      for (let tap = 0; tap < 2 * at.pairs; tap += 2, to += 4) {
        const one = tap < used ? (weights[place * width + tap] as number) : 0;
        const two = tap + 1 < used ? (weights[place * width + tap + 1] as number) : 0;
        parts[to] = one & low;
        parts[to + 1] = two & low;
        parts[to + 2] = one >> LOW_BITS;
        parts[to + 3] = two >> LOW_BITS;
      }
    }
  }

  #reserve(bytes: number): number | undefined {
    const address = this.#end;
    const end = address + sixteens(bytes) + MARGIN;
    if (end > MOST_BYTES) return undefined;
    this.#grow(end);
    this.#end = end;
    return address;
  }

  #grow(end: number): void {
    const { memory } = this.#exports;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
}

function pairsOf({ count }: Taps): number {
  let most = 1;
  for (let place = 0; place < count.length; place += 1) most = Math.max(most, count[place] as number);
  return Math.ceil(most / 2);
}

/** A bound on the bytes from the first on that a pass reads, those with a weight of 0 after the last row or pixel among them. */
function reachOf(
  { stride, rows, rowBytes }: MemoryRows,
  { first }: Taps,
  pairs: number,
  unit: number,
): number {
  const last = first[first.length - 1] ?? 0;
  return (rows + 2) * stride + rowBytes + (last + 2 * pairs + 1) * unit + MARGIN;
}
