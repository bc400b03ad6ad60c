import { arrayClass } from './dtype.ts';
import { readHeader } from './header-entries.ts';
import type { HeaderEntry } from './header-entries.ts';
import { HEADER_START, HeaderText } from './header-text.ts';
import { MAX_HEADER_BYTES } from './limits.ts';
import type { SafeTensor } from './safe-tensor.ts';
import { SafetensorsError } from './safetensors-error.ts';
import type { SafetensorsFault } from './safetensors-error.ts';
import { shownText } from './shown.ts';

/** Options of {@link readSafetensors}. */
export interface ReadSafetensorsOptions {
  /**
   * What the bytes are called in errors, such as the path of their file.
   * @defaultValue 'the safetensors file'
   */
  readonly source?: string;
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** The tensors by their names, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  /** Texts by their names. */
  readonly metadata: ReadonlyMap<string, string>;
}

type Fail = (code: SafetensorsFault, offset: number, expected: string, got: string) => never;

function headerLength(bytes: Uint8Array, fail: Fail): number {
  if (bytes.length < HEADER_START)
    return fail('too-short', bytes.length, `a header's size of ${HEADER_START} bytes`, 'the end of the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_START);
  const length = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
  const most = Math.min(MAX_HEADER_BYTES, bytes.length - HEADER_START);
  return length >= 2 && length <= most
    ? length
    : fail('header-size', 0, `a header's size from 2 to ${most} bytes`, `${length}`);
}

/** Bytes that values of a shape take, or Infinity where a product on the way is too large to be exact. */
function byteLength({ shape }: HeaderEntry, itemBytes: number): number {
  let product = itemBytes;
  for (const size of [...shape].sort((a, b) => b - a)) {
    product *= size;
    if (!Number.isSafeInteger(product)) return Infinity;
  }
  return product;
}

function checkLayout(entries: readonly HeaderEntry[], dataBytes: number, fail: Fail): void {
  let end = 0;
  for (const entry of entries) {
    const offset = HEADER_START + entry.at;
    const size = byteLength(entry, arrayClass(entry.dtype).BYTES_PER_ELEMENT);
    const name = (): string => shownText(entry.name);
    if (size === Infinity)
      fail('shape', offset, 'a shape of fewer than 2^53 bytes', `a larger one of ${name()}`);
    if (entry.end - entry.begin !== size)
      fail('size', offset, `${size} bytes for ${name()}`, `${entry.end - entry.begin} bytes`);
    if (entry.begin < end)
      fail('overlap', offset, `${name()} from byte ${end} of the data on`, `one from ${entry.begin}`);
    if (entry.begin > end)
      fail('gap', offset, `${name()} from byte ${end} of the data on`, `one from ${entry.begin}`);
    end = entry.end;
    if (end > dataBytes) fail('too-short', offset, `${end} bytes of data`, `only ${dataBytes} bytes`);
  }
}

function tensorOf({ dtype, shape, begin, end }: HeaderEntry, data: Uint8Array): SafeTensor {
  const Data = arrayClass(dtype);
  const start = data.byteOffset + begin;
  const length = (end - begin) / Data.BYTES_PER_ELEMENT;
  if (start % Data.BYTES_PER_ELEMENT === 0)
    return { dtype, shape, data: new Data(data.buffer, start, length) };
  return { dtype, shape, data: new Data(data.slice(begin, end).buffer, 0, length) };
}

/**
 * Reads a safetensors file strictly: everything the format forbids is refused, and so are keys given twice or unknown, names
 * with control characters or of over 1 KiB, more than 32 dimensions and numbers that a double does not hold. Nothing is executed,
 * and nothing is allocated before it has been checked.
 *
 * @param bytes - The whole file.
 * @param options - What to call it in errors.
 * @returns The tensors as views on `bytes` (a copy only where they are not aligned in memory) and the metadata.
 * @throws SafetensorsError at the first fault, with its kind, its place, what should be there and what is.
 */
export function readSafetensors(bytes: Uint8Array, options: ReadSafetensorsOptions = {}): SafetensorsContent {
  const { source = 'the safetensors file' } = options;
  const fail: Fail = (code, offset, expected, got) => {
    throw new SafetensorsError({ code, source, offset, expected, got });
  };
  const dataStart = HEADER_START + headerLength(bytes, fail);
  const header = new HeaderText(bytes.subarray(HEADER_START, dataStart), source);
  if (bytes[HEADER_START] !== 0x7b) header.fail('syntax', '"{"');
  header.expect('{');
  const { entries, metadata } = readHeader(header);
  const data = bytes.subarray(dataStart);
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(sorted, data.length, fail);
  const end = sorted.at(-1)?.end ?? 0;
  if (end !== data.length)
    fail('tail', dataStart + end, 'the end of the file', `${data.length - end} bytes of no tensor`);
  return { tensors: new Map(sorted.map((entry) => [entry.name, tensorOf(entry, data)])), metadata };
}
