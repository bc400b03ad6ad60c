import { arrayClass, SAFETENSOR_TYPES } from './dtype.ts';
import { MAX_HEADER_BYTES, MAX_RANK, MAX_TENSORS } from './limits.ts';
import type { NamedSafeTensor } from './safe-tensor.ts';
import { shownText } from './shown.ts';
import { compareNames, hasLoneSurrogate, nameFault } from './tensor-name.ts';
import { encodeUtf8 } from './utf8.ts';

/** Options of {@link writeSafetensors}. */
export interface WriteSafetensorsOptions {
  /** The tensors, in any order. */
  readonly tensors: Iterable<NamedSafeTensor>;
  /**
   * Texts by their names, kept in the header in this order.
   * @defaultValue none
   */
  readonly metadata?: ReadonlyMap<string, string>;
}

/** A safetensors file that is ready to be written. */
export interface SafetensorsFile {
  /** Bytes of the whole file. */
  readonly byteLength: number;
  /** The file piece by piece: its header, then views on the tensors' own memory, so that nothing is copied. */
  chunks(): Iterable<Uint8Array>;
}

function check(tensor: NamedSafeTensor): NamedSafeTensor {
  const { name, dtype, shape, data } = tensor;
  const fault = nameFault(name);
  if (fault !== undefined)
    throw new RangeError(
      `The tensors have ${fault}; name each by at most 1 KiB of UTF-8 without control characters.`,
    );
  const Data = arrayClass(dtype);
  const given = ArrayBuffer.isView(data) ? data[Symbol.toStringTag] : typeof data;
  if (given !== Data.name)
    throw new TypeError(`The tensor ${name} of type ${dtype} has its values in ${given}; give ${Data.name}.`);
  if (shape.length > MAX_RANK || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new RangeError(
      `The tensor ${name} has the shape [${shape.slice(0, 40)}]; give at most ${MAX_RANK} whole sizes, none below 0.`,
    );
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length)
    throw new RangeError(
      `The tensor ${name} has ${data.length} values and the shape [${shape}]; give ${count} values or another shape.`,
    );
  return tensor;
}

function sorted(tensors: Iterable<NamedSafeTensor>): readonly NamedSafeTensor[] {
  const rank = new Map(SAFETENSOR_TYPES.map((dtype, index) => [dtype, index]));
  const place = ({ dtype }: NamedSafeTensor): number => rank.get(dtype) ?? 0;
  return Array.from(tensors, check).sort((a, b) => place(a) - place(b) || compareNames(a.name, b.name));
}

function metadataText(metadata: ReadonlyMap<string, string>): string {
  const entries = [...metadata].map(([key, value]) => {
    for (const text of [key, value])
      if (typeof text !== 'string' || hasLoneSurrogate(text))
        throw new TypeError(
          `The metadata has a ${typeof text} or an ill-formed text at ${shownText(key)}; give well-formed texts.`,
        );
    if (key === '__proto__') throw new TypeError('The metadata has the key __proto__; give it another.');
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  });
  return `"__metadata__":{${entries.join(',')}}`;
}

function headerBytes(entries: readonly string[]): Uint8Array {
  const json = encodeUtf8(`{${entries.join(',')}}`);
  const length = Math.ceil(json.length / 8) * 8;
  if (length > MAX_HEADER_BYTES || entries.length > MAX_TENSORS)
    throw new RangeError(
      `The header has ${entries.length} entries and ${length} bytes, more than ${MAX_TENSORS} or ${MAX_HEADER_BYTES}; split the tensors over several files.`,
    );
  const header = new Uint8Array(8 + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, 8);
  return header;
}

/**
 * Lays tensors out as a safetensors file, byte for byte as the format's own writer does: sorted by type (widest first) and name,
 * the header filled up with spaces to a multiple of 8 bytes. (With several metadata entries its order is random; here it is given.)
 *
 * @param options - The tensors and the metadata.
 * @returns The file's size and content; the content is made of views, so leave the tensors as they are until it is written.
 * @throws TypeError or RangeError if a name is refused or given twice, or values do not fit type and shape.
 */
export function writeSafetensors(options: WriteSafetensorsOptions): SafetensorsFile {
  const { tensors, metadata } = options;
  const files = sorted(tensors);
  const entries: string[] = metadata === undefined ? [] : [metadataText(metadata)];
  const names = new Set<string>();
  let end = 0;
  for (const { name, dtype, shape, data } of files) {
    if (names.has(name)) throw new RangeError(`Two tensors are named ${name}; give each a name of its own.`);
    names.add(name);
    const begin = end;
    end += data.byteLength;
    entries.push(
      `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape.join(',')}],"data_offsets":[${begin},${end}]}`,
    );
  }
  const header = headerBytes(entries);
  return {
    byteLength: header.length + end,
    *chunks() {
      yield header;
      for (const { data } of files)
        if (data.byteLength > 0) yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    },
  };
}
