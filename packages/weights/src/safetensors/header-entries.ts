import { isSafeTensorType, OTHER_TYPES, SAFETENSOR_TYPES } from './dtype.ts';
import type { SafeTensorType } from './dtype.ts';
import type { HeaderText } from './header-text.ts';
import { MAX_RANK, MAX_TENSORS } from './limits.ts';
import { shownText } from './shown.ts';
import { hasLoneSurrogate, nameFault } from './tensor-name.ts';

/** What a header says of one tensor. */
export interface HeaderEntry {
  /** Name. */
  readonly name: string;
  /** Type of the values. */
  readonly dtype: SafeTensorType;
  /** Shape. */
  readonly shape: readonly number[];
  /** First byte, from the end of the header. */
  readonly begin: number;
  /** Byte after the last one. */
  readonly end: number;
  /** Byte of the header at which the entry stands. */
  readonly at: number;
}

/** All that a header says. */
export interface Header {
  /** The tensors, in the header's order. */
  readonly entries: readonly HeaderEntry[];
  /** Texts by their names. */
  readonly metadata: ReadonlyMap<string, string>;
}

const KEYS = 'dtype, shape or data_offsets';

function readMetadata(header: HeaderText): Map<string, string> {
  const metadata = new Map<string, string>();
  if (!header.takes('{')) header.fail('metadata', '__metadata__ as an object of texts');
  header.items('}', () => {
    const { at } = header;
    const key = header.text();
    header.expect(':');
    const value = header.text();
    if (key === '__proto__') header.fail('metadata', 'another metadata key', 'the key __proto__', at);
    if (hasLoneSurrogate(key) || hasLoneSurrogate(value))
      header.fail('encoding', 'pairs of surrogates', 'a lone one', at);
    if (metadata.has(key)) header.fail('duplicate', 'a new metadata key', shownText(key), at);
    metadata.set(key, value);
  });
  return metadata;
}

function readType(header: HeaderText): SafeTensorType {
  header.skipSpace();
  const { at } = header;
  const word = header.text();
  if (isSafeTensorType(word)) return word;
  const got = `${OTHER_TYPES.has(word) ? 'the type' : 'the unknown type'} ${shownText(word)}`;
  return header.fail('dtype', `one of ${SAFETENSOR_TYPES.join(', ')}`, got, at);
}

function readIntegers(header: HeaderText, most: number, what: string): readonly number[] {
  if (!header.takes('[')) header.fail('entry', what);
  const values: number[] = [];
  header.items(']', (index) => {
    if (index >= most) header.fail('limit', `${what} of at most ${most} numbers`, 'one more');
    values.push(header.integer());
  });
  return values;
}

function readEntry(header: HeaderText, name: string, at: number): HeaderEntry {
  let dtype: SafeTensorType | undefined;
  let shape: readonly number[] | undefined;
  let offsets: readonly number[] | undefined;
  const seen = new Set<string>();
  if (!header.takes('{')) header.fail('entry', `an object of ${KEYS}`);
  header.items('}', () => {
    header.skipSpace();
    const start = header.at;
    const key = header.text();
    header.expect(':');
    if (seen.has(key)) header.fail('duplicate', 'each key once', `a second ${key}`, start);
    seen.add(key);
    if (key === 'dtype') dtype = readType(header);
    else if (key === 'shape') shape = readIntegers(header, MAX_RANK, 'a shape');
    else if (key === 'data_offsets') offsets = readIntegers(header, 2, 'the two data_offsets');
    else header.fail('entry', KEYS, `the key ${shownText(key)}`, start);
  });
  const [begin, end] = offsets ?? [];
  if (dtype === undefined || shape === undefined || begin === undefined || end === undefined)
    return header.fail('entry', 'dtype, shape and two data_offsets', 'an entry without one of them', at);
  return { name, dtype, shape, begin, end, at };
}

/**
 * Reads what a header says, and nothing that it should not say.
 *
 * @throws SafetensorsError at the first fault.
 */
export function readHeader(header: HeaderText): Header {
  const entries: HeaderEntry[] = [];
  const names = new Set<string>();
  let metadata: ReadonlyMap<string, string> | undefined;
  header.items('}', () => {
    header.skipSpace();
    const { at } = header;
    const name = header.text();
    header.expect(':');
    if (name === '__metadata__') {
      if (metadata !== undefined) header.fail('duplicate', '__metadata__ once', 'a second one', at);
      metadata = readMetadata(header);
      return;
    }
    const fault = nameFault(name);
    if (fault !== undefined)
      header.fail('name', 'a name of at most 1 KiB without control characters', fault, at);
    if (names.has(name)) header.fail('duplicate', 'a new name', `a second ${shownText(name)}`, at);
    if (names.size === MAX_TENSORS) header.fail('limit', `at most ${MAX_TENSORS} tensors`, 'one more', at);
    names.add(name);
    entries.push(readEntry(header, name, at));
  });
  if (!header.ends()) header.fail('syntax', 'only space after the header');
  return { entries, metadata: metadata ?? new Map() };
}
