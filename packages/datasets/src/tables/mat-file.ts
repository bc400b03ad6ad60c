import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { DataError } from '../data-error.ts';
import { unpackedAtMost } from '../gzip-bytes.ts';
import { LIMITS } from '../limits.ts';
import { MatCursor } from './mat-cursor.ts';
import type { MatElement } from './mat-cursor.ts';

const unpack = promisify(inflate);

/** An array of a MAT file. */
export interface MatArray {
  /** Name of the variable; empty within another array. */
  readonly name: string;
  /** Size of each dimension; the first varies fastest. */
  readonly shape: readonly number[];
  /** The elements of numbers or text as they are stored; undefined of other arrays. */
  readonly content: MatElement | undefined;
  /** Of an array of records their fields, for each record in order; undefined of other arrays. */
  readonly records: readonly ReadonlyMap<string, MatArray>[] | undefined;
}

/** Options of {@link readMatFile}. */
export interface ReadMatFileOptions {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** Its path. */
  readonly file: string;
  /** Names of the variables that are wanted; no other one is read. */
  readonly wanted: readonly string[];
}

const AREA = { array: 14, packed: 15 };
const CLASS = { cell: 1, record: 2, firstText: 4, firstNumber: 6, lastNumber: 15 };

/**
 * Reads variables of a MAT file of version 5: numbers, text and records. Objects, functions and sparse arrays are refused.
 *
 * @param options - The file and the variables.
 * @returns The variables by their names.
 * @throws {@link DataError} when the file is no such file or a variable is missing.
 * @see https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
 */
export async function readMatFile(options: ReadMatFileOptions): Promise<ReadonlyMap<string, MatArray>> {
  const { bytes, file, wanted } = options;
  if (bytes.length < 128 || bytes[126] !== 0x49 || bytes[127] !== 0x4d || bytes[125] !== 1) {
    throw new DataError(
      `${file} is no MAT file of version 5 in little-endian order, as its bytes 125 to 127 would say; get the file again from its publisher.`,
      { file, offset: 124 },
    );
  }
  const found = new Map<string, MatArray>();
  const cursor = new MatCursor(bytes.subarray(128), file, bytes.byteOffset);
  while (!cursor.done) {
    let element = cursor.next();
    let origin = bytes.byteOffset;
    if (element.type === AREA.packed) {
      const inner = await unpacked(element.bytes, file);
      element = new MatCursor(inner, file).next();
      origin = inner.byteOffset;
    }
    if (element.type !== AREA.array)
      throw cursor.fault(`an element of kind ${element.type} where an array was expected`);
    const array = new MatReader(file, origin).read(element.bytes, 0, wanted);
    if (array === undefined) continue;
    if (found.has(array.name)) throw cursor.fault(`the variable ${JSON.stringify(array.name)} a second time`);
    found.set(array.name, array);
  }
  const missing = wanted.find((name) => !found.has(name));
  if (missing === undefined) return found;
  throw new DataError(
    `${file} has no variable ${missing}, where ${wanted.join(' and ')} were expected; get the file again from its publisher.`,
    { file },
  );
}

async function unpacked(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: Math.min(LIMITS.matArray, unpackedAtMost(bytes.length)) });
  } catch (cause) {
    throw new DataError(
      `${file} has an array that cannot be unpacked (${cause instanceof Error ? cause.message : String(cause)}); get the file again from its publisher.`,
      { file, cause },
    );
  }
}

class MatReader {
  readonly #file: string;
  readonly #origin: number;
  #count = 0;

  constructor(file: string, origin: number) {
    this.#file = file;
    this.#origin = origin;
  }

  /** Reads an array; undefined where it is a variable that is not wanted. */
  read(bytes: Uint8Array, depth: number, wanted?: readonly string[]): MatArray | undefined {
    const cursor = new MatCursor(bytes, this.#file, this.#origin);
    this.#count += 1;
    if (depth > LIMITS.matDepth || this.#count > LIMITS.matElements) throw cursor.fault('too many arrays');
    // An empty array within another may have no description at all.
    if (bytes.length === 0 && depth > 0)
      return { name: '', shape: [0, 0], content: undefined, records: undefined };
    const [flags = 0] = cursor.numbers();
    const shape = cursor.numbers();
    const name = Buffer.from(cursor.next().bytes).toString('latin1');
    if (wanted !== undefined && !wanted.includes(name)) return undefined;
    const count = shape.reduce((product, size) => product * size, 1);
    if (
      shape.length < 2 ||
      shape.length > 32 ||
      shape.some((size) => size < 0 || !Number.isInteger(size)) ||
      !Number.isSafeInteger(count)
    ) {
      throw cursor.fault(`the shape ${shape.slice(0, 8).join(' x ')}`);
    }
    const type = flags & 0xff;
    const array = { name, shape, content: undefined, records: undefined };
    if (type === CLASS.record) return { ...array, records: this.#records(cursor, count, depth) };
    if (type === CLASS.cell) {
      // What is in them is not wanted, but must be there.
      for (let index = 0; index < count; index += 1) this.#inner(cursor, depth);
      return array;
    }
    if (type !== CLASS.firstText && (type < CLASS.firstNumber || type > CLASS.lastNumber))
      throw cursor.fault(`an array of class ${type}`);
    return { ...array, content: cursor.next() };
  }

  #records(cursor: MatCursor, count: number, depth: number): ReadonlyMap<string, MatArray>[] {
    const [length = 0] = cursor.numbers();
    const names = cursor.next().bytes;
    if (length < 1 || length > 64 || names.length % length !== 0)
      throw cursor.fault('field names that are none');
    const fields = Array.from({ length: names.length / length }, (_, index) =>
      Buffer.from(names.subarray(index * length, (index + 1) * length))
        .toString('latin1')
        .replace(/\0.*$/s, ''),
    );
    if (count * fields.length > LIMITS.matElements || new Set(fields).size !== fields.length)
      throw cursor.fault('too many fields');
    if (fields.length === 0) return [];
    return Array.from(
      { length: count },
      () => new Map(fields.map((field) => [field, this.#inner(cursor, depth)])),
    );
  }

  #inner(cursor: MatCursor, depth: number): MatArray {
    const element = cursor.next();
    const array = element.type === AREA.array ? this.read(element.bytes, depth + 1) : undefined;
    if (array === undefined)
      throw cursor.fault(`an element of kind ${element.type} where an array was expected`);
    return array;
  }
}
