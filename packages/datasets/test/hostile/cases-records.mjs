// Hostile TFRecord files and tf.train.Example messages.
import { gzipSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import { bytes, png, storedGzip, u32, u64 } from './write-bytes.mjs';

/** @param {Uint8Array} data */
function masked(data) {
  const crc = crc32c(Buffer.from(data));
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** @param {Uint8Array} data @param {{ length?: bigint, lengthSum?: number, dataSum?: number }} [fault] */
function frame(data, { length = BigInt(data.length), lengthSum, dataSum } = {}) {
  const size = u64(length);
  return bytes(size, u32(lengthSum ?? masked(size)), data, u32(dataSum ?? masked(data)));
}

/** @param {number | bigint} value */
function varint(value) {
  const digits = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) digits.push(Number(rest & 127n) | 128);
  return Buffer.from([...digits, Number(rest)]);
}

/** A field of bytes. @param {number} number @param {...Uint8Array} parts */
const field = (number, ...parts) => {
  const content = bytes(...parts);
  return bytes(number * 8 + 2, varint(content.length), content);
};
/** @param {string} name @param {...Uint8Array} feature */
const entry = (name, ...feature) => field(1, field(1, bytes(name)), field(2, ...feature));
const int64 = (/** @type {(number | bigint)[]} */ ...values) => field(3, field(1, ...values.map(varint)));
/** @param {...Uint8Array} entries */
const example = (...entries) => field(1, ...entries);
const image = entry('image', field(1, field(1, png())));
const label = entry('label', int64(1));
const sound = frame(example(image, label));
/** @param {...Uint8Array} entries */
const file = (...entries) => frame(example(...entries));

/** @type {import('./cases.mjs').HostileCase[]} */
export const RECORD_CASES = [
  ['records/empty.tfrecord', 'tfrecord', 'no bytes', bytes()],
  ['records/text.tfrecord', 'tfrecord', 'a text', bytes('this is no file of records')],
  ['records/length-2-63.tfrecord', 'tfrecord', 'a record of 2^63 bytes whose checksum is right', frame(bytes('x'), { length: 2n ** 63n })],
  ['records/length-2-64.tfrecord', 'tfrecord', 'a record of 2^64 - 1 bytes whose checksum is right', frame(bytes('x'), { length: 2n ** 64n - 1n })],
  ['records/length-1-gib.tfrecord', 'tfrecord', 'a record of 1 GiB and 1 byte', frame(bytes('x'), { length: 2n ** 30n + 1n })],
  ['records/length-512-mib.tfrecord', 'tfrecord', 'a record of 512 MiB, 1 byte of which is there', frame(bytes('x'), { length: 2n ** 29n })],
  ['records/length-sum.tfrecord', 'tfrecord', 'a wrong checksum of the length', frame(bytes('x'), { lengthSum: 0 })],
  ['records/data-sum.tfrecord', 'tfrecord', 'a wrong checksum of the data, in the second record', bytes(sound, frame(example(image, label), { dataSum: 0 }))],
  ['records/unmasked-sum.tfrecord', 'tfrecord', 'checksums that are not masked', frame(bytes('abc'), { lengthSum: crc32c(u64(3)), dataSum: crc32c(bytes('abc')) })],
  ['records/cut-frame.tfrecord', 'tfrecord', 'a file that ends in the frame of its second record', bytes(sound, u64(9).subarray(0, 5))],
  ['records/cut-data.tfrecord', 'tfrecord', 'a file that ends in its second record', bytes(sound, sound.subarray(0, 40))],
  ['records/cut-sum.tfrecord', 'tfrecord', 'a file that lacks the last byte of its last checksum', sound.subarray(0, -1)],
  ['records/tail.tfrecord', 'tfrecord', 'a byte after the last record', bytes(sound, 0)],
  ['records/length-0.tfrecord', 'tfrecord', 'a record of no bytes', frame(bytes())],
  ['records/bomb.tfrecord.gz', 'tfrecord', '64 MiB of zeros in 64 kB', gzipSync(Buffer.alloc(2 ** 26)), 'packed'],
  ['records/bomb-record.tfrecord.gz', 'tfrecord', 'a record of 512 MiB, 80 MiB of which are there as zeros', gzipSync(bytes(frame(bytes(), { length: 2n ** 29n }).subarray(0, 12), Buffer.alloc(80 * 2 ** 20))), 'packed'],
  ['records/cut.tfrecord.gz', 'tfrecord', 'a gzip file without its end', storedGzip(sound).subarray(0, -9)],
  ['records/wrong-sum.tfrecord.gz', 'tfrecord', 'a gzip file with a wrong checksum', storedGzip(sound, 1)],
  ['records/tail.tfrecord.gz', 'tfrecord', 'a gzip file of a record and a byte', storedGzip(bytes(sound, 7))],
  ['records/no-label.tfrecord', 'tfrecord', 'a record without a label', file(image)],
  ['records/no-image.tfrecord', 'tfrecord', 'a record without an image', file(label)],
  ['records/two-labels.tfrecord', 'tfrecord', 'a record with two labels', file(image, entry('label', int64(1, 2)))],
  ['records/label-float.tfrecord', 'tfrecord', 'a label that is a float', file(image, entry('label', field(2, field(1, u32(0)))))],
  ['records/label-negative.tfrecord', 'tfrecord', 'label -1', file(image, entry('label', int64(2n ** 64n - 1n)))],
  ['records/label-2-40.tfrecord', 'tfrecord', 'label 2^40', file(image, entry('label', int64(2n ** 40n)))],
  ['records/label-2-62.tfrecord', 'tfrecord', 'label 2^62', file(image, entry('label', int64(2n ** 62n)))],
  ['records/two-images.tfrecord', 'tfrecord', 'a record with two images', file(entry('image', field(1, field(1, png()), field(1, png()))), label)],
  ['records/image-number.tfrecord', 'tfrecord', 'an image that is a number', file(entry('image', int64(7)), label)],
  ['records/image-empty.tfrecord', 'tfrecord', 'an image of no bytes', file(entry('image', field(1, field(1))), label)],
  ['records/image-cut.tfrecord', 'tfrecord', 'an image that is cut short', file(entry('image', field(1, field(1, png(4).subarray(0, 50)))), label)],
  ['records/proto.tfrecord', 'tfrecord', 'features with the names __proto__ and constructor', file(image, label, entry('__proto__', int64(1)), entry('constructor', int64(1)))],
  ['example/number-of-11-bytes', 'example', 'a number of 11 bytes', bytes(8, Buffer.alloc(10, 255), 1)],
  ['example/number-without-end', 'example', 'a number that never ends', bytes(8, Buffer.alloc(5, 128))],
  ['example/field-0', 'example', 'field number 0', bytes(2, 0)],
  ['example/field-2-32', 'example', 'a field number beyond 32 bits', bytes(varint(2n ** 35n), 0)],
  ['example/group', 'example', 'a group, wire type 3', bytes(0x0b, 0x0c)],
  ['example/wire-7', 'example', 'a wire type that is none', bytes(0x0f, 0)],
  ['example/length-2-63', 'example', 'a message of 2^63 bytes', bytes(10, varint(2n ** 63n), 0)],
  ['example/inner-too-long', 'example', 'a message that is longer than the one around it', bytes(10, 4, 10, 9, 0, 0, Buffer.alloc(20))],
  ['example/name-not-utf8', 'example', 'a name that is no UTF-8', example(field(1, field(1, bytes('\xff\xfe'))))],
  ['example/floats-of-5-bytes', 'example', 'floats of 4 bytes in 5 bytes', example(entry('f', field(2, field(1, bytes('abcde')))))],
  ['example/float-cut', 'example', 'a float of which 2 bytes are there', example(entry('f', field(2, bytes(13, 1, 2))))],
  ['example/fixed-cut', 'example', 'an unknown field of 8 bytes, 3 of which are there', bytes(0x11, 1, 2, 3)],
  ['example/many-features', 'example', '10,001 features', example(...Array.from({ length: 10_001 }, (_, at) => field(1, field(1, bytes(at.toString(36))), bytes(18, 2, 10, 0))))],
  ['example/deep', 'example', 'fields of messages 2,000 deep, in a field that is not known', Array.from({ length: 2000 }).reduce((/** @type {Buffer} */ inner) => field(9, inner), bytes())],
]; // prettier-ignore
