import type { PublishedFiles } from './published-files.ts';

/**
 * The four official files of Fashion-MNIST. The official host serves them over plain HTTP, so these sums are the
 * only defence against a forged file.
 *
 * @see https://github.com/zalandoresearch/fashion-mnist#get-the-data
 */
export const FASHION_MNIST_FILES: PublishedFiles = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    raw: {
      bytes: 47_040_016,
      md5: 'f4a8712d7a061bf5bd6d2ca38dc4d50a',
      sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    },
    gzip: {
      bytes: 26_421_880,
      md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
      sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    },
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    raw: {
      bytes: 60_008,
      md5: '9018921c3c673c538a1fc5bad174d6f9',
      sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    },
    gzip: {
      bytes: 29_515,
      md5: '25c81989df183df01b3e8a0aad5dffbe',
      sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    },
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    raw: {
      bytes: 7_840_016,
      md5: '8181f5470baa50b63fa0f6fddb340f0a',
      sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    },
    gzip: {
      bytes: 4_422_102,
      md5: 'bef4ecab320f06d8554ea6380940ec79',
      sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    },
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    raw: {
      bytes: 10_008,
      md5: '15d484375f8d13e6eb1aabb0c3f46965',
      sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
    gzip: {
      bytes: 5_148,
      md5: 'bb300cfdad3c16e7a12a480ee83cd310',
      sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
    },
  },
};
