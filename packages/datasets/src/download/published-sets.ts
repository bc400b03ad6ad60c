import { FASHION_MNIST_FILES } from '../fashion-mnist-files.ts';
import type { PublishedFiles } from '../published-files.ts';
import type { PublishedDownload, PublishedSet } from './published-set.ts';

const FASHION_HOST = 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/';
const KMNIST_HOST = 'http://codh.rois.ac.jp/kmnist/dataset/kmnist/';
const CIFAR_HOST = 'https://www.cs.toronto.edu/~kriz/';
const SVHN_HOST = 'http://ufldl.stanford.edu/housenumbers/';

const REPLACED =
  'its archive has been replaced in its place, and the lists of its checksums disagree, so that none is known for sure; unpack it and give its folder';

/**
 * Every published data set, with the addresses, sizes and sums of its files.
 *
 * The md5 sums of Fashion-MNIST, KMNIST, SVHN and CIFAR for Python are those that torchvision checks, those of CIFAR for C the authors'
 * own; sizes and sha256 are those that TensorFlow Datasets checks, of CIFAR for Python those of Keras. No publisher states sums of Tiny
 * ImageNet: md5, sha256 and size are those on which many users' copies agree.
 */
export const PUBLISHED_SETS: readonly PublishedSet[] = [
  {
    name: 'mnist',
    title: 'handwritten digits, 70,000 grey images of 28 x 28 in 10 classes',
    home: 'http://yann.lecun.com/exdb/mnist/',
    source: 'embedded',
    files: [],
    note: 'it comes with this package',
  },
  {
    name: 'fashion-mnist',
    title: 'clothes, 70,000 grey images of 28 x 28 in 10 classes',
    home: 'https://github.com/zalandoresearch/fashion-mnist',
    source: 'download',
    files: packedFiles(FASHION_MNIST_FILES, FASHION_HOST),
  },
  {
    name: 'kmnist',
    title: 'cursive hiragana, 70,000 grey images of 28 x 28 in 10 classes',
    home: 'http://codh.rois.ac.jp/kmnist/',
    source: 'download',
    files: [
      file(
        KMNIST_HOST,
        'train-images-idx3-ubyte.gz',
        18_165_135,
        'bdb82020997e1d708af4cf47b453dcf7',
        '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
      ),
      file(
        KMNIST_HOST,
        'train-labels-idx1-ubyte.gz',
        29_497,
        'e144d726b3acfaa3e44228e80efcd344',
        'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17',
      ),
      file(
        KMNIST_HOST,
        't10k-images-idx3-ubyte.gz',
        3_041_136,
        '5c965bf0a639b31b8f53240b1b52f4d7',
        'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
      ),
      file(
        KMNIST_HOST,
        't10k-labels-idx1-ubyte.gz',
        5_120,
        '7320c461ea6c1c855c0b718fb2a4b134',
        '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c',
      ),
    ],
  },
  {
    name: 'cifar10',
    title: '60,000 colour images of 32 x 32 in 10 classes',
    home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    source: 'download',
    files: [
      file(
        CIFAR_HOST,
        'cifar-10-binary.tar.gz',
        170_052_171,
        'c32a1d4ab5d03f1284b67883e8d87530',
        'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      ),
      {
        ...file(
          CIFAR_HOST,
          'cifar-10-python.tar.gz',
          170_498_071,
          'c58f30108f718f92721af3b95e74349a',
          '6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce',
        ),
        optional: true,
        insteadOf: 'cifar-10-binary.tar.gz',
      },
    ],
  },
  {
    name: 'cifar100',
    title: '60,000 colour images of 32 x 32 in 100 classes of 20 superclasses',
    home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    source: 'download',
    files: [
      file(
        CIFAR_HOST,
        'cifar-100-binary.tar.gz',
        168_513_733,
        '03b5dce01913d631647c71ecec9e9cb8',
        '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
      ),
      {
        ...file(
          CIFAR_HOST,
          'cifar-100-python.tar.gz',
          169_001_437,
          'eb9058c3a382ffc7106e4002c42a8d85',
          '85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7',
        ),
        optional: true,
        insteadOf: 'cifar-100-binary.tar.gz',
      },
    ],
  },
  {
    name: 'svhn',
    title: 'house numbers, 99,289 colour images of 32 x 32 in 10 classes, and 531,131 easier ones',
    home: 'http://ufldl.stanford.edu/housenumbers/',
    source: 'download',
    files: [
      file(
        SVHN_HOST,
        'train_32x32.mat',
        182_040_794,
        'e26dedcc434d2e4c54c9b2d4a06d8373',
        '435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8',
      ),
      file(
        SVHN_HOST,
        'test_32x32.mat',
        64_275_384,
        'eb5a983be6a315427106f1b164d9cef3',
        'cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b',
      ),
      {
        ...file(
          SVHN_HOST,
          'extra_32x32.mat',
          1_329_278_602,
          'a93ce644f1a588dc4d68dda5feec44a7',
          'a133a4beb38a00fcdda90c9489e0c04f900b660ce8a316a5e854838379a71eb3',
        ),
        optional: true,
      },
    ],
  },
  {
    name: 'tiny-imagenet',
    title: '110,000 labelled colour images of 64 x 64 in 200 classes of ImageNet',
    home: 'http://cs231n.stanford.edu/',
    source: 'download',
    files: [
      {
        ...file(
          'https://cs231n.stanford.edu/',
          'tiny-imagenet-200.zip',
          248_100_043,
          '90528d7ca1a48142e341f4ef8d21d0de',
          '6198c8ae015e2b3e007c7841da39ec069199b9aa3bfa943a462022fe5e43c821',
        ),
        urls: [
          'https://cs231n.stanford.edu/tiny-imagenet-200.zip',
          'http://cs231n.stanford.edu/tiny-imagenet-200.zip',
        ],
      },
    ],
  },
  {
    name: 'imagenette',
    title: '13,394 images of 10 classes of ImageNet that are easy to tell apart',
    home: 'https://github.com/fastai/imagenette',
    source: 'folder',
    files: [],
    note: REPLACED,
  },
  {
    name: 'imagewoof',
    title: '12,954 images of 10 breeds of dogs of ImageNet',
    home: 'https://github.com/fastai/imagenette',
    source: 'folder',
    files: [],
    note: REPLACED,
  },
  {
    name: 'imagenet',
    title: 'ILSVRC 2012, 1,331,167 labelled images in 1000 classes',
    home: 'https://image-net.org/challenges/LSVRC/2012/2012-downloads.php',
    source: 'folder',
    files: [],
    note: 'its publisher gives it to registered users only; get its files there and give their folder',
  },
];

function file(host: string, name: string, bytes: number, md5: string, sha256: string): PublishedDownload {
  return { name, urls: [`${host}${name}`], bytes, md5, sha256 };
}

function packedFiles(files: PublishedFiles, host: string): PublishedDownload[] {
  return [files.trainImages, files.trainLabels, files.testImages, files.testLabels].map(({ name, gzip }) => ({
    ...{ name: `${name}.gz`, urls: [`${host}${name}.gz`] },
    ...gzip,
  }));
}
