// Hostile CSV and MAT files.
import { deflateSync } from 'node:zlib';
import { bytes, noise, storedZlib, u16, u32 } from './write-bytes.mjs';

/** @type {import('./cases.mjs').HostileCase[]} */
const CSV = [
  ['csv/empty.csv', 'csv', 'no bytes', bytes()],
  ['csv/header-alone.csv', 'csv', 'no rows', bytes('path,label\n')],
  ['csv/no-column.csv', 'csv', 'no column of labels', bytes('path,class\na.png,x\n')],
  ['csv/column-twice.csv', 'csv', 'a column twice', bytes('path,label,label\na.png,x,y\n')],
  ['csv/semicolons.csv', 'csv', 'semicolons in the place of commas', bytes('path;label\na.png;x\n')],
  ['csv/short-row.csv', 'csv', 'a row that is too short', bytes('path,label\na.png,x\nb.png\n')],
  ['csv/long-row.csv', 'csv', 'a row that is too long', bytes('path,label\na.png,x,y\n')],
  ['csv/open-quote.csv', 'csv', 'a quote that is not closed', bytes('path,label\na.png,"x\nb.png,y\n')],
  ['csv/quote-within.csv', 'csv', 'a quote within a cell', bytes('path,label\n"a"b.png,x\n')],
  ['csv/quotes.csv', 'csv', '20,001 quotes', bytes('path,label\n', '"'.repeat(20_001), ',x\n')],
  ['csv/commas.csv', 'csv', '20,002 columns', bytes('path,label', ',x'.repeat(20_000), '\na.png,x\n')],
  ['csv/up.csv', 'csv', 'a path that goes up', bytes('path,label\n../../etc/passwd,x\n')],
  ['csv/up-within.csv', 'csv', 'a path that goes up from within', bytes('path,label\na/../../b.png,x\n')],
  ['csv/absolute.csv', 'csv', 'an absolute path', bytes('path,label\n/etc/passwd,x\n')],
  ['csv/backslash.csv', 'csv', 'a path with backslashes', bytes('path,label\n..\\a.png,x\n')],
  ['csv/nul.csv', 'csv', 'a path with a NUL', bytes('path,label\na.png\0.txt,x\n')],
  ['csv/new-line.csv', 'csv', 'a path with a new line', bytes('path,label\n"a\nb.png",x\n')],
  ['csv/dot.csv', 'csv', 'the folder itself as a path', bytes('path,label\n./.,x\n')],
  ['csv/long-path.csv', 'csv', 'a path of 5,000 characters', bytes('path,label\n', 'a'.repeat(5000), ',x\n')],
  ['csv/twice.csv', 'csv', 'an image twice, written in two ways', bytes('path,label\na.png,x\n.//a.png,y\n')],
  ['csv/empty-label.csv', 'csv', 'no label', bytes('path,label\na.png,x\nb.png,\n')],
  ['csv/latin-1.csv', 'csv', 'bytes that are no UTF-8', bytes('path,label\n\xe9.png,x\n')],
  ['csv/utf-16.csv', 'csv', 'a text in UTF-16', bytes('\xff\xfe', Buffer.from('path,label\na.png,x\n', 'utf16le'))],
  ['csv/missing-image.csv', 'csv', 'an image that is not there', bytes('path,label\nnot-there.png,x\n')],
]; // prettier-ignore

/** An element of a MAT file. @param {number} type @param {Uint8Array} content @param {number} [size] */
const element = (type, content, size = content.length) =>
  bytes(u32(type), u32(size), content, Buffer.alloc((8 - (content.length % 8)) % 8));
const HEADER = bytes('MATLAB 5.0 MAT-file'.padEnd(124), u16(0x0100), 'IM');
/** @param {string} name @param {number} type @param {number[]} shape @param {...Uint8Array} rest */
const array = (name, type, shape, ...rest) =>
  element(
    14,
    bytes(
      element(6, bytes(u32(type), u32(0))),
      element(5, bytes(...shape.map(u32))),
      element(1, bytes(name)),
      ...rest,
    ),
  );
const X = array('X', 9, [32, 32, 3, 2], element(2, Buffer.alloc(32 * 32 * 3 * 2)));
/** @param {...number} labels */
const y = (...labels) => array('y', 9, [labels.length, 1], element(2, bytes(...labels)));
/** @param {...Uint8Array} elements */
const mat = (...elements) => bytes(HEADER, ...elements);
/** @param {Uint8Array} inner */
const cell = (inner) => array('', 1, [1, 1], inner);

/** @type {import('./cases.mjs').HostileCase[]} */
const MAT = [
  ['mat/empty.mat', 'svhn', 'no bytes', bytes()],
  ['mat/header-alone.mat', 'svhn', 'no variables', HEADER],
  ['mat/hdf5.mat', 'svhn', 'a file of version 7.3, which is HDF5', bytes('MATLAB 7.3 MAT-file'.padEnd(124), u16(0x0200), 'IM', '\x89HDF\r\n\x1a\n')],
  ['mat/big-endian.mat', 'svhn', 'a file in big-endian order', bytes('MATLAB 5.0 MAT-file'.padEnd(124), '\x01\0MI')],
  ['mat/element-cut.mat', 'svhn', 'an element of which 3 bytes are there', mat(bytes(14, 0, 0))],
  ['mat/element-4-gib.mat', 'svhn', 'an element of 2^32 - 1 bytes', mat(element(14, bytes(), 2 ** 32 - 1))],
  ['mat/small-element.mat', 'svhn', 'a small element of more than 4 bytes', mat(bytes(u16(14), u16(9), u32(0)))],
  ['mat/no-array.mat', 'svhn', 'numbers in the place of an array', mat(element(5, u32(1)))],
  ['mat/unpackable.mat', 'svhn', 'an array that is no zlib stream', mat(element(15, noise(40)))],
  ['mat/packed-cut.mat', 'svhn', 'an array whose zlib stream is cut short', mat(element(15, storedZlib(X).subarray(0, 900)))],
  ['mat/bomb.mat', 'svhn', 'an array of 64 MiB of zeros in 64 kB', mat(element(15, deflateSync(Buffer.alloc(2 ** 26)))), 'packed'],
  ['mat/packed-twice.mat', 'svhn', 'an array that is packed twice', mat(element(15, storedZlib(element(15, storedZlib(y(1))))))],
  ['mat/negative-shape.mat', 'svhn', 'a shape of -1', mat(array('X', 9, [2 ** 32 - 1, 2], element(2, bytes())))],
  ['mat/huge-shape.mat', 'svhn', 'a shape of 2^31 in three dimensions', mat(array('X', 9, [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1], element(2, bytes())))],
  ['mat/rank-33.mat', 'svhn', 'a shape of 33 dimensions', mat(array('X', 9, Array(33).fill(1), element(2, bytes(1))))],
  ['mat/sparse.mat', 'svhn', 'a sparse array', mat(array('X', 5, [2, 2], element(2, bytes())))],
  ['mat/object.mat', 'svhn', 'an object', mat(array('X', 3, [1, 1], element(2, bytes())))],
  ['mat/function.mat', 'svhn', 'a function', mat(array('X', 16, [1, 1], element(2, bytes())))],
  ['mat/twice.mat', 'svhn', 'a variable twice', mat(X, X, y(1, 2))],
  ['mat/no-labels.mat', 'svhn', 'no labels', mat(X)],
  ['mat/pixels-of-doubles.mat', 'svhn', 'pixels of 64-bit floats', mat(array('X', 6, [32, 32, 3, 2], element(9, Buffer.alloc(8))), y(1, 2))],
  ['mat/pixels-of-16.mat', 'svhn', 'images of 16 x 16', mat(array('X', 9, [16, 16, 3, 1], element(2, Buffer.alloc(768))), y(1))],
  ['mat/pixels-cut.mat', 'svhn', 'fewer pixels than the shape says', mat(array('X', 9, [32, 32, 3, 2], element(2, Buffer.alloc(100))), y(1, 2))],
  ['mat/label-0.mat', 'svhn', 'label 0, where 10 stands for the digit 0', mat(X, y(1, 0))],
  ['mat/label-11.mat', 'svhn', 'label 11', mat(X, y(11, 1))],
  ['mat/three-labels.mat', 'svhn', 'three labels for two images', mat(X, y(1, 2, 3))],
  ['mat/cells-missing.mat', 'mat-records', 'a cell array of 2^31 - 1 cells, none of which is there', mat(array('synsets', 1, [2 ** 31 - 1, 1]))],
  ['mat/cells-deep.mat', 'mat-records', 'cells 18 deep', mat(array('synsets', 1, [1, 1], Array.from({ length: 18 }).reduce((/** @type {Buffer} */ inner) => cell(inner), cell(bytes()))))],
  ['mat/records-huge.mat', 'mat-records', '2^31 - 1 records', mat(array('synsets', 2, [2 ** 31 - 1, 1], element(5, u32(4)), element(1, bytes('a\0\0\0'))))],
  ['mat/field-length-0.mat', 'mat-records', 'field names of no bytes', mat(array('synsets', 2, [1, 1], element(5, u32(0)), element(1, bytes('a\0\0\0'))))],
  ['mat/fields-equal.mat', 'mat-records', 'two fields of one name', mat(array('synsets', 2, [1, 1], element(5, u32(2)), element(1, bytes('a\0a\0'))))],
  ['mat/fields-missing.mat', 'mat-records', 'a record whose field is not there', mat(array('synsets', 2, [1, 1], element(5, u32(2)), element(1, bytes('a\0'))))],
  ['mat/proto.mat', 'mat-records', 'a record with the field __proto__', mat(array('synsets', 2, [1, 1], element(5, u32(12)), element(1, bytes('__proto__\0\0\0')), array('', 9, [1, 1], element(2, bytes(1)))))],
  ['mat/empty-cells.mat', 'mat-records', '1,000 empty cells, each without a description', mat(array('synsets', 1, [1000, 1], ...Array.from({ length: 1000 }, () => element(14, bytes()))))],
]; // prettier-ignore

/** @type {import('./cases.mjs').HostileCase[]} */
export const TABLE_CASES = [...CSV, ...MAT];
