// Hostile parquet files, by a writer of the least of the format: a column of images and one of labels in one row group.
import { bytes, noise, png, u32 } from './write-bytes.mjs';

/** @param {number | bigint} value */
function varint(value) {
  const digits = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) digits.push(Number(rest & 127n) | 128);
  return Buffer.from([...digits, Number(rest)]);
}
/** @param {number | bigint} value */
const zigZag = (value) => varint(BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n)));

// Thrift's compact protocol: a value is its type and its bytes.
/** @typedef {[type: number, content: Uint8Array]} Value */
/** @param {number} value @returns {Value} */
const i32 = (value) => [5, zigZag(value)];
/** @param {number | bigint} value @returns {Value} */
const i64 = (value) => [6, zigZag(value)];
/** @param {string} value @returns {Value} */
const text = (value) => [8, bytes(varint(value.length), value)];
/** @param {Value[]} values @param {number} [length] @returns {Value} */
const list = (values, length = values.length) => [
  9,
  bytes(length < 15 ? length * 16 + (values[0]?.[0] ?? 5) : bytes(0xf0 + (values[0]?.[0] ?? 5), varint(length)), ...values.map(([, content]) => content)),
]; // prettier-ignore
/** @param {Record<number, Value | undefined>} fields @returns {Value} */
function struct(fields) {
  let before = 0;
  const parts = Object.entries(fields).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const step = Number(key) - before;
    before = Number(key);
    return [bytes(step * 16 + value[0], value[1])];
  });
  return [12, bytes(...parts, 0)];
}

/** @param {Uint8Array} content @param {{ values?: number, unpacked?: number, packed?: number, encoding?: number, type?: number }} [fault] */
function page(content, { values = 2, unpacked = content.length, packed = content.length, encoding = 0, type = 0 } = {}) {
  const head = struct({ 1: i32(values), 2: i32(encoding), 3: i32(3), 4: i32(3) });
  const dictionary = struct({ 1: i32(values), 2: i32(0) });
  return bytes(struct({ 1: i32(type), 2: i32(unpacked), 3: i32(packed), 5: type === 0 ? head : undefined, 7: type === 2 ? dictionary : undefined })[1], content);
} // prettier-ignore
/** @param {...Uint8Array} values */
const plainBytes = (...values) => bytes(...values.map((value) => bytes(u32(value.length), value)));
/** @param {...number} values */
const plainNumbers = (...values) => bytes(...values.map((value) => u32(value)));
const IMAGES = page(plainBytes(png(), png()));
const LABELS = page(plainNumbers(0, 1));

/**
 * @param {{ images?: Uint8Array, labels?: Uint8Array, rows?: number | bigint, total?: number | bigint, codec?: number, offset?: number, unpacked?: number | bigint,
 *   repetition?: number, labelName?: string, labelType?: number, children?: number, metadata?: Uint8Array, end?: string, length?: number,
 *   groups?: number, file?: string, filler?: number }} [fault]
 */
function parquet(fault = {}) {
  const { images = IMAGES, labels = LABELS, rows = 2, total = rows, codec = 0, repetition = 0, labelName = 'label', labelType = 1, groups = 1, file } = fault;
  const filler = Buffer.alloc(fault.filler ?? 0);
  const element = (/** @type {string} */ name, /** @type {number} */ type) => struct({ 1: i32(type), 3: i32(repetition), 4: text(name) });
  const column = (/** @type {string} */ name, /** @type {number} */ type, /** @type {Uint8Array} */ content, /** @type {number} */ offset) =>
    struct({
      1: file === undefined ? undefined : text(file),
      2: i64(offset),
      3: struct({ 1: i32(type), 2: list([i32(0)]), 3: list([text(name)]), 4: i32(codec), 5: i64(rows), 6: i64(fault.unpacked ?? content.length + 64), 7: i64(content.length), 9: i64(offset) }),
    });
  const group = struct({
    1: list([column('image', 6, images, fault.offset ?? 4), column(labelName, labelType, labels, 4 + images.length)]),
    2: i64(images.length + labels.length),
    3: i64(rows),
  });
  const metadata = fault.metadata ?? struct({
    1: i32(2),
    2: list([struct({ 4: text('schema'), 5: i32(fault.children ?? 2) }), element('image', 6), element(labelName, labelType)]),
    3: i64(total),
    4: list(Array.from({ length: groups }, () => group)),
  })[1];
  return bytes('PAR1', images, labels, filler, metadata, u32(fault.length ?? metadata.length), fault.end ?? 'PAR1');
} // prettier-ignore

const indices = (/** @type {Uint8Array} */ content, values = 2) =>
  bytes(page(plainNumbers(0, 1), { type: 2 }), page(content, { encoding: 8, values }));
/** Levels in one run. @param {number} count @param {Uint8Array} rest */
const levels = (count, rest) => {
  const run = bytes(varint(count * 2), 1);
  return bytes(u32(run.length), run, rest);
};
const deepLists = bytes(0x19, Buffer.alloc(5000, 0x19), 0);
const deepStructs = bytes(Buffer.alloc(5000, 0x1c), 0);

/** @type {import('./cases.mjs').HostileCase[]} */
export const PARQUET_CASES = [
  ['parquet/empty.parquet', 'parquet', 'no bytes', bytes()],
  ['parquet/magic-alone.parquet', 'parquet', 'its first and last bytes alone', bytes('PAR1PAR1')],
  ['parquet/text.parquet', 'parquet', 'a text', bytes('this is no parquet file')],
  ['parquet/encrypted.parquet', 'parquet', 'a file with an encrypted description', parquet({ end: 'PARE' })],
  ['parquet/description-4-gib.parquet', 'parquet', 'a description of 2^32 - 1 bytes', parquet({ length: 2 ** 32 - 1 })],
  ['parquet/description-cut.parquet', 'parquet', 'a description that begins too late', parquet({ length: 30 })],
  ['parquet/description-noise.parquet', 'parquet', 'a description of noise', parquet({ metadata: noise(100, 3) })],
  ['parquet/description-empty.parquet', 'parquet', 'a description without row groups', parquet({ metadata: bytes(0) })],
  ['parquet/deep-lists.parquet', 'parquet', 'lists 5,000 deep', parquet({ metadata: deepLists })],
  ['parquet/deep-structs.parquet', 'parquet', 'structures 5,000 deep', parquet({ metadata: deepStructs })],
  ['parquet/list-2-31.parquet', 'parquet', 'a list of 2^31 - 1 elements', parquet({ metadata: bytes(0x19, 0xfc, varint(2 ** 31 - 1), 0) })],
  ['parquet/number-without-end.parquet', 'parquet', 'a number of 20,000 bytes', parquet({ metadata: bytes(0x16, Buffer.alloc(20_000, 0x80), 0, 0) })],
  ['parquet/children-2-31.parquet', 'parquet', 'a schema whose root says it has 2^31 - 1 columns', parquet({ children: 2 ** 31 - 1 })],
  ['parquet/rows-2-62.parquet', 'parquet', '2^62 rows', parquet({ rows: 2n ** 62n })],
  ['parquet/rows-negative.parquet', 'parquet', '-1 rows', parquet({ rows: -1 })],
  ['parquet/rows-many.parquet', 'parquet', '600 rows in two pages of 2', parquet({ rows: 600 })],
  ['parquet/rows-differ.parquet', 'parquet', '3 rows, 2 of which are in the row groups', parquet({ total: 3 })],
  ['parquet/groups.parquet', 'parquet', '200 row groups of the same pages', parquet({ groups: 200, rows: 200, total: 40_000 })],
  ['parquet/other-file.parquet', 'parquet', 'columns that are in the file ../../etc/passwd', parquet({ file: '../../etc/passwd' })],
  ['parquet/past-end.parquet', 'parquet', 'a column beyond the end', parquet({ offset: 2 ** 31 })],
  ['parquet/before-start.parquet', 'parquet', 'a column before the beginning', parquet({ offset: -9 })],
  ['parquet/unpacked-2-40.parquet', 'parquet', 'a column of 2^40 bytes unpacked', parquet({ unpacked: 2n ** 40n })],
  ['parquet/page-packed-2-31.parquet', 'parquet', 'a page of 2^31 - 1 bytes', parquet({ labels: page(plainNumbers(0, 1), { packed: 2 ** 31 - 1 }) })],
  ['parquet/page-packed-negative.parquet', 'parquet', 'a page of -8 bytes', parquet({ labels: page(plainNumbers(0, 1), { packed: -8 }) })],
  ['parquet/page-unpacked-2-31.parquet', 'parquet', 'a page of 2^31 - 1 bytes unpacked', parquet({ codec: 1, labels: page(plainNumbers(0, 1), { unpacked: 2 ** 31 - 1 }) })],
  ['parquet/page-values-2-31.parquet', 'parquet', 'a page of 2^31 - 1 values', parquet({ labels: page(plainNumbers(0, 1), { values: 2 ** 31 - 1 }) })],
  ['parquet/page-values-negative.parquet', 'parquet', 'a page of -1 values', parquet({ labels: page(plainNumbers(0, 1), { values: -1 }) })],
  ['parquet/page-type.parquet', 'parquet', 'a page of a type that is none', parquet({ labels: page(plainNumbers(0, 1), { type: 9 }) })],
  ['parquet/page-encoding.parquet', 'parquet', 'values as differences, in whose reader a negative count goes on for ever', parquet({ labels: page(bytes(varint(128), varint(2 ** 32 - 1), varint(2), 0, 0, 0, 0), { encoding: 5 }) })],
  ['parquet/page-prefixes.parquet', 'parquet', 'images as differences of the ones before, which grow with the square of the file', parquet({ images: page(noise(40), { encoding: 7 }) })],
  ['parquet/page-snappy.parquet', 'parquet', 'pages that are no snappy', parquet({ codec: 1 })],
  ['parquet/page-gzip.parquet', 'parquet', 'pages that are no gzip', parquet({ codec: 2 })],
  ['parquet/page-brotli.parquet', 'parquet', 'pages that are no brotli', parquet({ codec: 4 })],
  ['parquet/page-lz4.parquet', 'parquet', 'pages that are no LZ4', parquet({ codec: 5 })],
  ['parquet/page-zstd.parquet', 'parquet', 'pages that are no Zstandard', parquet({ codec: 6 })],
  ['parquet/page-lzo.parquet', 'parquet', 'pages packed by LZO', parquet({ codec: 3 })],
  ['parquet/page-codec.parquet', 'parquet', 'pages packed in a way that is none', parquet({ codec: 77 })],
  ['parquet/dictionary-2-31.parquet', 'parquet', 'a dictionary of 2^31 - 1 values', parquet({ labels: bytes(page(plainNumbers(0, 1), { type: 2, values: 2 ** 31 - 1 }), page(bytes(1, 3, 2), { encoding: 8 })) })],
  ['parquet/run-2-30.parquet', 'parquet', 'a run of 2^30 equal values in a page of 2: 8 GiB to a reader that takes it on trust', parquet({ labels: indices(bytes(1, varint(2 ** 31), 1)) })],
  ['parquet/run-packed.parquet', 'parquet', 'a packed run of 2^31 values in a page of 2', parquet({ labels: indices(bytes(1, varint(2 ** 29 + 1), 1)) })],
  ['parquet/run-0.parquet', 'parquet', 'runs of no values', parquet({ labels: indices(bytes(1, Buffer.alloc(3000))) })],
  ['parquet/indices-33-bits.parquet', 'parquet', 'indices of 33 bits', parquet({ labels: indices(bytes(33, 4, 0, 0, 0, 0, 0)) })],
  ['parquet/index-9.parquet', 'parquet', 'index 9 in a dictionary of 2 values', parquet({ labels: indices(bytes(8, 4, 9)) })],
  ['parquet/levels-2-30.parquet', 'parquet', 'levels of 2^30 values in a page of 2', parquet({ repetition: 1, images: page(levels(2, plainBytes(png(), png()))), labels: page(levels(2 ** 30, plainNumbers(0, 1))) })],
  ['parquet/levels-4-gib.parquet', 'parquet', 'levels of 2^32 - 1 bytes', parquet({ repetition: 1, images: page(levels(2, plainBytes(png(), png()))), labels: page(bytes(u32(2 ** 32 - 1), plainNumbers(0, 1))) })],
  ['parquet/lists.parquet', 'parquet', 'labels that are lists', parquet({ repetition: 2 })],
  ['parquet/no-column.parquet', 'parquet', 'no column of labels', parquet({ labelName: '__proto__' })],
  ['parquet/labels-of-bytes.parquet', 'parquet', 'labels that are bytes', parquet({ labelType: 6, labels: page(plainBytes(bytes('cat'), bytes('dog'))) })],
  ['parquet/labels-of-floats.parquet', 'parquet', 'a label of 0.5', parquet({ labelType: 4, labels: page(plainNumbers(0x3f000000, 0)) })],
  ['parquet/label-negative.parquet', 'parquet', 'label -1', parquet({ labels: page(plainNumbers(0, 2 ** 32 - 1)) })],
  ['parquet/label-65536.parquet', 'parquet', 'label 65,536', parquet({ labels: page(plainNumbers(0, 65_536)) })],
  ['parquet/image-past-page.parquet', 'parquet', 'an image of 2^31 - 1 bytes in a page of 12', parquet({ images: page(bytes(u32(2 ** 31 - 1), noise(8))) })],
  ['parquet/image-of-text.parquet', 'parquet', 'an image that is a text', parquet({ images: page(plainBytes(png(), bytes('no image'))) })],
  ['parquet/sound.parquet', 'parquet', 'a sound file, so that the others are refused for their faults', parquet()],
]; // prettier-ignore
