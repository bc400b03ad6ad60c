/** A file of a CIFAR archive and the MD5 sum that it is published with. */
export interface CifarFile {
  /** Name in the archive's folder. */
  readonly name: string;
  /** MD5 in hexadecimal. */
  readonly md5: string;
}

/** One of the two forms in which CIFAR is published. */
export interface CifarForm {
  /** How samples are stored: records of bytes, or pickles of Python. */
  readonly type: 'binary' | 'python';
  /** Name of the archive. */
  readonly archive: string;
  /** MD5 of the archive, in hexadecimal. */
  readonly md5: string;
  /** SHA-256 of the archive, where it is known. */
  readonly sha256: string | undefined;
  /** Folder in the archive. */
  readonly folder: string;
  /** Files of training samples, in order. */
  readonly train: readonly CifarFile[];
  /** Files of test samples. */
  readonly test: readonly CifarFile[];
}

/** How CIFAR-10 or CIFAR-100 is published. */
export interface CifarLayout {
  /** Name by which the data set is loaded. */
  readonly name: 'cifar10' | 'cifar100';
  /** Number of classes that each byte of label before the pixels counts, in order. */
  readonly labelClasses: readonly number[];
  /** Names of the pickles' label lists, in the same order. */
  readonly labelKeys: readonly string[];
  /** The forms, the preferred one first. */
  readonly forms: readonly CifarForm[];
}

/**
 * CIFAR-10. The sums of the archives are the publisher's, those of the pickles torchvision's, and those of the binary files
 * appear alike in independent loaders.
 *
 * @see https://www.cs.toronto.edu/~kriz/cifar.html
 */
export const CIFAR10: CifarLayout = {
  name: 'cifar10',
  labelClasses: [10],
  labelKeys: ['labels'],
  forms: [
    {
      type: 'binary',
      archive: 'cifar-10-binary.tar.gz',
      md5: 'c32a1d4ab5d03f1284b67883e8d87530',
      sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      folder: 'cifar-10-batches-bin',
      train: [
        { name: 'data_batch_1.bin', md5: '5dd7e06a14cb22eb9f671a540d1b7c25' },
        { name: 'data_batch_2.bin', md5: '5ea93a67294ea407fff1d09f752e9692' },
        { name: 'data_batch_3.bin', md5: '942cd6a4bcdd0dd3c604fbe906cb4421' },
        { name: 'data_batch_4.bin', md5: 'ae636b3ba5c66a11e91e8cb52e771fcb' },
        { name: 'data_batch_5.bin', md5: '53f37980c15c3d472c316c40844f3f0d' },
      ],
      test: [{ name: 'test_batch.bin', md5: '803d5f7f4d78ea53de84dbe85f74fb6d' }],
    },
    {
      type: 'python',
      archive: 'cifar-10-python.tar.gz',
      md5: 'c58f30108f718f92721af3b95e74349a',
      sha256: '6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce',
      folder: 'cifar-10-batches-py',
      train: [
        { name: 'data_batch_1', md5: 'c99cafc152244af753f735de768cd75f' },
        { name: 'data_batch_2', md5: 'd4bba439e000b95fd0a9bffe97cbabec' },
        { name: 'data_batch_3', md5: '54ebc095f3ab1f0389bbae665268c751' },
        { name: 'data_batch_4', md5: '634d18415352ddfa80567beed471001a' },
        { name: 'data_batch_5', md5: '482c414d41f54cd18b22e5b47cb7c3cb' },
      ],
      test: [{ name: 'test_batch', md5: '40351d587109b95175f43aff81a1287e' }],
    },
  ],
};

/**
 * CIFAR-100.
 *
 * @see https://www.cs.toronto.edu/~kriz/cifar.html
 */
export const CIFAR100: CifarLayout = {
  name: 'cifar100',
  labelClasses: [20, 100],
  labelKeys: ['coarse_labels', 'fine_labels'],
  forms: [
    {
      type: 'binary',
      archive: 'cifar-100-binary.tar.gz',
      md5: '03b5dce01913d631647c71ecec9e9cb8',
      sha256: undefined,
      folder: 'cifar-100-binary',
      train: [{ name: 'train.bin', md5: '6172c7755cfe09b2fe270c85cebc1b15' }],
      test: [{ name: 'test.bin', md5: '4499cfba6c016c1be1438163640a0898' }],
    },
    {
      type: 'python',
      archive: 'cifar-100-python.tar.gz',
      md5: 'eb9058c3a382ffc7106e4002c42a8d85',
      sha256: '85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7',
      folder: 'cifar-100-python',
      train: [{ name: 'train', md5: '16019d7e3df5f24257cddd939b257f8d' }],
      test: [{ name: 'test', md5: 'f0ef6b0ae62326f3e7ffdfab6717acfc' }],
    },
  ],
};
