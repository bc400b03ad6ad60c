import { cifar10, cifar100 } from './cifar/cifar.ts';
import { fashionMnist } from './fashion-mnist.ts';
import type { FashionMnistOptions } from './fashion-mnist.ts';
import type { ImageDataset } from './image-dataset.ts';
import { mnist } from './mnist.ts';
import { nearestName } from './nearest-name.ts';
import { kmnist } from './sets/kmnist.ts';
import { svhn } from './tables/svhn.ts';

/** Name of a data set that {@link loadDataset} knows. */
export type DatasetName = 'mnist' | 'fashion-mnist' | 'kmnist' | 'cifar10' | 'cifar100' | 'svhn';

/** Names of the data sets that are held in memory; {@link openSource} knows these and the larger ones. */
export const DATASET_NAMES: readonly DatasetName[] = [
  'mnist',
  'fashion-mnist',
  'kmnist',
  'cifar10',
  'cifar100',
  'svhn',
];

const LOADERS: { readonly [name in DatasetName]: (options: LoadDatasetOptions) => Promise<ImageDataset> } = {
  mnist,
  'fashion-mnist': fashionMnist,
  kmnist,
  cifar10,
  cifar100,
  svhn,
};

/** Options of {@link loadDataset}. */
export interface LoadDatasetOptions extends FashionMnistOptions {
  /** Name of the data set, one of {@link DATASET_NAMES}. */
  readonly name: string;
}

/**
 * Reads a data set by its name.
 *
 * @param options - The name, and what the data set's own function takes; `download` means nothing to MNIST, which is
 * embedded.
 * @returns The data set.
 * @throws RangeError when the name is unknown; it suggests the nearest one.
 * @throws {@link DataError} when a file is missing or damaged.
 */
export async function loadDataset(options: LoadDatasetOptions): Promise<ImageDataset> {
  return await LOADERS[datasetName(options.name)](options);
}

/**
 * Checks the name of a data set.
 *
 * @param text - What a user wrote.
 * @returns The same, as a {@link DatasetName}.
 * @throws RangeError when there is no such data set; it suggests the nearest name.
 */
export function datasetName(text: string): DatasetName {
  const name = DATASET_NAMES.find((known) => known === text);
  if (name !== undefined) return name;
  const nearest = nearestName({ name: text, names: DATASET_NAMES });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw new RangeError(`Unknown data set "${text}": ${hint}The data sets are ${DATASET_NAMES.join(', ')}.`);
}
