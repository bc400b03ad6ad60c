import type { PublishedFiles } from './published-files.ts';

/**
 * The four official files of MNIST.
 *
 * @see http://yann.lecun.com/exdb/mnist/
 */
export const MNIST_FILES: PublishedFiles = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    raw: {
      bytes: 47_040_016,
      md5: '6bbc9ace898e44ae57da46a324031adb',
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    gzip: {
      bytes: 9_912_422,
      md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873',
      sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    },
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    raw: {
      bytes: 60_008,
      md5: 'a25bea736e30d166cdddb491f175f624',
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
    gzip: {
      bytes: 28_881,
      md5: 'd53e105ee54ea40749a09fcbcd1e9432',
      sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
    },
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    raw: {
      bytes: 7_840_016,
      md5: '2646ac647ad5339dbf082846283269ea',
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    gzip: {
      bytes: 1_648_877,
      md5: '9fb629c4189551a2d022fa330f9573f3',
      sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    },
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    raw: {
      bytes: 10_008,
      md5: '27ae3e4e09519cfbb04c329615203637',
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
    gzip: {
      bytes: 4_542,
      md5: 'ec29112dd5afa0611ce80d1b7f02629c',
      sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    },
  },
};
