import { DataError } from '../data-error.ts';
import { PickleObject, PickleTuple } from './pickle-value.ts';
import type { PickleValue } from './pickle-value.ts';

/** Options of {@link pickledBytes}. */
export interface PickledBytesOptions {
  /** What should be an array. */
  readonly value: PickleValue | undefined;
  /** Path of the pickle. */
  readonly file: string;
  /** What the array is of, for errors. */
  readonly name: string;
}

/** A two-dimensional array of bytes out of a pickle. */
export interface PickledBytes {
  /** Number of rows. */
  readonly rows: number;
  /** Elements of a row. */
  readonly columns: number;
  /** The elements, row by row. */
  readonly data: Uint8Array;
}

/**
 * Reads numpy's record of a two-dimensional array of unsigned bytes.
 *
 * @param options - The record.
 * @returns The shape and the elements.
 * @throws {@link DataError} when it is another record, or its bytes are not as many as its shape says.
 */
export function pickledBytes(options: PickledBytesOptions): PickledBytes {
  const { value, file, name } = options;
  const fault = (what: string): DataError =>
    new DataError(
      `${file}: ${name} ${what}, where a two-dimensional numpy array of unsigned bytes was expected; get the file again from its publisher.`,
      { file },
    );
  if (!(value instanceof PickleObject) || !value.callee.endsWith('_reconstruct')) throw fault('is no array');
  if (!(value.state instanceof PickleTuple)) throw fault('has no content');
  const [, shape, type, columnsFirst, content] = value.state.elements;
  if (!isUnsignedByte(type)) throw fault('has another type of elements');
  if (columnsFirst !== false) throw fault('is stored column by column');
  if (!(shape instanceof PickleTuple) || shape.elements.length !== 2) throw fault('has not 2 dimensions');
  const [rows, columns] = shape.elements;
  if (!isSize(rows) || !isSize(columns)) throw fault('has dimensions that are no sizes');
  const data = contentBytes(content);
  if (data === undefined) throw fault('has a content that is no bytes');
  if (rows * columns !== data.length) {
    throw fault(`announces ${rows} x ${columns} elements and has ${data.length}`);
  }
  return { rows, columns, data };
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isUnsignedByte(type: PickleValue | undefined): boolean {
  if (!(type instanceof PickleObject) || type.callee !== 'numpy.dtype') return false;
  const [name] = type.arguments;
  return (name instanceof Uint8Array ? String.fromCharCode(...name.subarray(0, 8)) : name) === 'u1';
}

/** Python 3 writes bytes in the old protocols as text to be encoded in Latin-1. */
function contentBytes(content: PickleValue | undefined): Uint8Array | undefined {
  if (content instanceof Uint8Array) return content;
  if (!(content instanceof PickleObject) || content.callee !== '_codecs.encode') return undefined;
  const [text, encoding] = content.arguments;
  if (typeof text !== 'string' || encoding !== 'latin1') return undefined;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 255) return undefined;
    bytes[index] = unit;
  }
  return bytes;
}
