import { DataError } from './data-error.ts';

/** Options of {@link parseIdx}. */
export interface ParseIdxOptions {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** Its name or path, for error messages. */
  readonly file: string;
  /**
   * Number of dimensions that the file must have: 3 for images (magic number 2051), 1 for labels (2049).
   * @defaultValue any, from 1 to 255
   */
  readonly rank?: number;
}

/** An array of bytes as an IDX file holds it. */
export interface IdxArray {
  /** Size of each dimension, outermost first; `[images, height, width]` for images. */
  readonly shape: readonly number[];
  /** The elements, last dimension fastest: a view of the parsed bytes, not a copy. */
  readonly data: Uint8Array;
}

/** Third byte of the magic number, by the element type that it stands for. */
const ELEMENT_TYPES: ReadonlyMap<number, string> = new Map([
  [0x08, 'unsigned byte'],
  [0x09, 'signed byte'],
  [0x0b, '16-bit integer'],
  [0x0c, '32-bit integer'],
  [0x0d, '32-bit float'],
  [0x0e, '64-bit float'],
]);
const UNSIGNED_BYTE = 0x08;
const AGAIN = 'get the file again from its publisher';

/**
 * Parses an IDX file of unsigned bytes, the format of MNIST.
 *
 * The size that the header announces must be the size of the file to the byte; it is checked before anything is
 * made of it, so a hostile header costs no memory.
 *
 * @param options - The bytes and the name of the file.
 * @returns The shape and a view of the elements.
 * @throws {@link DataError} when the file is empty, cut short, too long, of another type or rank, or no IDX file.
 * @see The description of the format at the end of https://yann.lecun.com/exdb/mnist/
 */
export function parseIdx(options: ParseIdxOptions): IdxArray {
  const { bytes, file } = options;
  const rank = readMagic(options);
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new DataError(
      `${file} is cut short: it has ${bytes.length} bytes, and the header of an IDX file of rank ${rank} alone has ${header}; ${AGAIN}.`,
      { file, offset: bytes.length },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const empty = shape.indexOf(0);
  if (empty !== -1) {
    throw new DataError(
      `${file} is empty in dimension ${empty + 1} of ${rank} (${shape.join(' x ')}), where at least 1 was expected; ${AGAIN}.`,
      { file, offset: 4 + 4 * empty },
    );
  }
  // 255 dimensions of 2^32 - 1 overflow a number: only BigInt keeps this equation exact.
  const expected = shape.reduce((product, size) => product * BigInt(size), 1n) + BigInt(header);
  if (BigInt(bytes.length) !== expected) {
    const fault = BigInt(bytes.length) < expected ? 'cut short' : 'too long';
    throw new DataError(
      `${file} is ${fault}: it has ${bytes.length} bytes, and its header announces ${header} + ${shape.join(' x ')} = ${expected}; ${AGAIN}.`,
      { file, offset: fault === 'cut short' ? bytes.length : Number(expected) },
    );
  }
  return { shape, data: bytes.subarray(header) };
}

/** Checks the first four bytes and returns the rank in the last of them. */
function readMagic({ bytes, file, rank: expected }: ParseIdxOptions): number {
  if (bytes.length === 0) {
    throw new DataError(`${file} is empty (0 bytes), where an IDX file was expected; ${AGAIN}.`, {
      file,
      offset: 0,
    });
  }
  const [zero0, zero1, type, rank] = bytes;
  if (zero0 === undefined || zero1 === undefined || type === undefined || rank === undefined) {
    throw new DataError(
      `${file} is cut short: it has ${bytes.length} of the 4 bytes of an IDX magic number; ${AGAIN}.`,
      { file, offset: bytes.length },
    );
  }
  const magic = `0x${[zero0, zero1, type, rank].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  const typeName = ELEMENT_TYPES.get(type);
  if (zero0 !== 0 || zero1 !== 0 || typeName === undefined) {
    const hint =
      zero0 === 0x1f && zero1 === 0x8b
        ? 'it is a gzip file: unpack it first'
        : 'give an IDX file, such as train-images-idx3-ubyte';
    throw new DataError(
      `${file} is no IDX file: it begins with ${magic}, where 0x000008 and the rank were expected; ${hint}.`,
      { file, offset: 0 },
    );
  }
  if (type !== UNSIGNED_BYTE) {
    throw new DataError(
      `${file} holds elements of type ${typeName} (magic number ${magic}), where unsigned bytes (0x08) were expected; convert it to unsigned bytes.`,
      { file, offset: 2 },
    );
  }
  if (rank === 0) {
    throw new DataError(
      `${file} has rank 0 (magic number ${magic}), where 1 for labels or 3 for images was expected; ${AGAIN}.`,
      { file, offset: 3 },
    );
  }
  if (expected !== undefined && rank !== expected) {
    throw new DataError(
      `${file} has rank ${rank} (magic number ${magic}), where rank ${expected} was expected (labels have 1, images 3); check that images and labels are not exchanged.`,
      { file, offset: 3 },
    );
  }
  return rank;
}
