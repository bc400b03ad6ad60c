import { expect, test } from 'vitest';
import { DATASET_NAMES, datasetName, loadDataset } from './load-dataset.ts';

test('the names are those of the loaders', () => {
  expect(DATASET_NAMES).toEqual(['mnist', 'fashion-mnist', 'kmnist', 'cifar10', 'cifar100', 'svhn']);
  expect(DATASET_NAMES.map(datasetName)).toEqual(DATASET_NAMES);
});

test('an unknown name suggests the nearest', async () => {
  await expect(loadDataset({ name: 'fashion_mnist' })).rejects.toThrow(
    'Unknown data set "fashion_mnist": did you mean fashion-mnist? The data sets are mnist, fashion-mnist, kmnist, cifar10, cifar100, svhn.',
  );
  expect(() => datasetName('MNIST')).toThrow('did you mean mnist?');
});

test('a name like none gets the list', () => {
  expect(() => datasetName('openimages')).toThrow(
    'Unknown data set "openimages": The data sets are mnist, fashion-mnist, kmnist, cifar10, cifar100, svhn.',
  );
  expect(() => datasetName('__proto__')).toThrow('Unknown data set "__proto__"');
});

test('each name reaches its own data set', async () => {
  await expect(loadDataset({ name: 'mnist', root: '/nowhere' })).rejects.toThrow('of the data set mnist;');
  await expect(loadDataset({ name: 'fashion-mnist', root: '/nowhere' })).rejects.toThrow(
    'of the data set fashion-mnist;',
  );
  for (const name of ['kmnist', 'cifar10', 'cifar100', 'svhn']) {
    await expect(loadDataset({ name, root: '/nowhere' })).rejects.toThrow(`the data set ${name}`);
  }
});
