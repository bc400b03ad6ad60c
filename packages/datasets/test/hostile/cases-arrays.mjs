// Hostile IDX and CIFAR files.
import { gzipSync } from 'node:zlib';
import { bytes, noise, storedGzip, u32be } from './write-bytes.mjs';

/** @param {number} type @param {number[]} shape @param {Uint8Array} data */
const idx = (type, shape, data) => bytes(0, 0, type, shape.length, ...shape.map(u32be), data);
const HUGE = 2 ** 32 - 1;
const images = idx(8, [2, 2, 2], noise(8));
/** @param {number} label @param {number} [bytesOfLabel] */
const record = (label, bytesOfLabel = 1) => bytes(...Array(bytesOfLabel).fill(label), Buffer.alloc(3072, 5));

/** @type {import('./cases.mjs').HostileCase[]} */
export const ARRAY_CASES = [
  ['idx/empty', 'idx-images', 'no bytes', bytes()],
  ['idx/one-byte', 'idx-images', 'one byte', bytes(0)],
  ['idx/magic-cut', 'idx-images', 'half of the magic number', bytes(0, 0)],
  ['idx/text', 'idx-images', 'a text', bytes('<!DOCTYPE html><html>404</html>')],
  ['idx/packed', 'idx-images', 'a gzip file with the name of an unpacked one', storedGzip(images)],
  ['idx/floats', 'idx-images', 'elements of 32-bit floats', idx(0x0d, [1, 1, 1], u32be(0))],
  ['idx/unknown-type', 'idx-images', 'a type of elements that is none', idx(0x0a, [1, 1, 1], bytes(0))],
  ['idx/rank-0', 'idx-images', 'no dimension', idx(8, [], bytes(1))],
  ['idx/labels-as-images', 'idx-images', 'labels in the place of images', idx(8, [3], noise(3))],
  ['idx/images-as-labels', 'idx-labels', 'images in the place of labels', images],
  ['idx/rank-255', 'idx-any', 'rank 255, and no dimensions', bytes(0, 0, 8, 255)],
  ['idx/rank-255-huge', 'idx-any', '255 dimensions of 2^32 - 1', idx(8, Array(255).fill(HUGE), bytes(0))],
  ['idx/huge', 'idx-images', 'dimensions of (2^32 - 1)^3', idx(8, [HUGE, HUGE, HUGE], bytes(0))],
  ['idx/wrapped', 'idx-images', 'sizes whose product is 0 in 32 bits', idx(8, [65536, 65536, 1], bytes())],
  ['idx/zero', 'idx-images', 'no rows in an image', idx(8, [2, 0, 2], bytes())],
  ['idx/short', 'idx-images', 'a byte too few', images.subarray(0, -1)],
  ['idx/long', 'idx-images', 'a byte too many', bytes(images, 0)],
  ['idx/header-cut', 'idx-images', 'a header that ends in its last dimension', images.subarray(0, 15)],
  ['idx/little-endian', 'idx-labels', 'a size in little-endian order', bytes(0, 0, 8, 1, 2, 0, 0, 0, 1, 1)],
  ['idx/label-255', 'idx-split-labels', 'a label beyond the classes', idx(8, [2], bytes(0, 255))],
  ['idx/more-labels', 'idx-split-labels', 'three labels for two images', idx(8, [3], bytes(0, 1, 2))],
  ['idx/bomb.gz', 'idx-gzip', 'zeros that unpack to 64 times the size expected', gzipSync(Buffer.alloc(2 ** 16)), 'packed'],
  ['idx/cut.gz', 'idx-gzip', 'a gzip file without its end', storedGzip(noise(1024)).subarray(0, 700)],
  ['idx/wrong-sum.gz', 'idx-gzip', 'a gzip file with a wrong checksum', storedGzip(noise(1024), 1)],
  ['cifar/empty.bin', 'cifar10-binary', 'no bytes', bytes()],
  ['cifar/short.bin', 'cifar10-binary', 'a byte less than a record', record(1).subarray(0, -1)],
  ['cifar/long.bin', 'cifar10-binary', 'a byte more than a record', bytes(record(1), 0)],
  ['cifar/label-10.bin', 'cifar10-binary', 'label 10 of 10 classes', record(10)],
  ['cifar/second-label-255.bin', 'cifar10-binary', 'label 255 in the second record', bytes(record(9), record(255))],
  ['cifar/of-cifar100.bin', 'cifar10-binary', 'a record of CIFAR-100', record(1, 2)],
  ['cifar/of-cifar10.bin', 'cifar100-binary', 'a record of CIFAR-10', record(1)],
  ['cifar/coarse-20.bin', 'cifar100-binary', 'superclass 20 of 20', bytes(20, 0, Buffer.alloc(3072))],
  ['cifar/fine-100.bin', 'cifar100-binary', 'class 100 of 100', bytes(19, 100, Buffer.alloc(3072))],
]; // prettier-ignore
