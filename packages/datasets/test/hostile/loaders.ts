import { dirname } from 'node:path';
import { readFileSync } from 'node:fs';
import { binarySamples } from '../../src/cifar/cifar-samples.ts';
import { parsePickle } from '../../src/cifar/pickle.ts';
import { pickledSamples } from '../../src/cifar/pickled-samples.ts';
import { imagenetTrainTar } from '../../src/folders/imagenet-tar.ts';
import { tinyImageNet } from '../../src/folders/tiny-imagenet.ts';
import { zipIndex } from '../../src/folders/zip-index.ts';
import { parseIdx } from '../../src/idx.ts';
import type { ImageSource } from '../../src/image-source.ts';
import { imageSplit } from '../../src/image-split.ts';
import { decodeImage } from '../../src/images/decode-image.ts';
import { unpackExactly } from '../../src/published-file.ts';
import { decodeExample } from '../../src/records/example.ts';
import { tfRecordImages } from '../../src/records/tfrecord-images.ts';
import { readPackedTar } from '../../src/shards/packed-tar.ts';
import { webDataset } from '../../src/shards/webdataset.ts';
import { csvImages } from '../../src/tables/csv-images.ts';
import { readMatFile } from '../../src/tables/mat-file.ts';
import { parquetImages } from '../../src/tables/parquet-images.ts';
import { svhnSplit } from '../../src/tables/svhn.ts';

const contentOf = (file: string): Uint8Array => readFileSync(file);
/** Two images of 1 x 1. */
const TWO_IMAGES = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9);

/** Reads a source to its end: most faults of an image are found there. */
async function everyImage(source: ImageSource): Promise<string> {
  for (let index = 0; index < source.length; index += 1) await source.read(index);
  return `${source.length} images of the classes ${source.classNames.slice(0, 9).join(', ')}`;
}

async function everyMember(file: string): Promise<string> {
  const { names, read } = await zipIndex({ file, wanted: () => true });
  for (const name of names) await read(name);
  return names.join(', ');
}

/** What reads a hostile file, by the names in the index; each answers what came out. */
export const LOADERS: ReadonlyMap<string, (file: string) => Promise<string> | string> = new Map<
  string,
  (file: string) => Promise<string> | string
>([
  ['idx-images', (file) => parseIdx({ bytes: contentOf(file), file, rank: 3 }).shape.join(' x ')],
  ['idx-labels', (file) => parseIdx({ bytes: contentOf(file), file, rank: 1 }).shape.join(' x ')],
  ['idx-any', (file) => parseIdx({ bytes: contentOf(file), file }).shape.join(' x ')],
  [
    'idx-split-labels',
    (file) =>
      imageSplit({
        images: { file: 'images', bytes: TWO_IMAGES },
        labels: { file, bytes: contentOf(file) },
        classes: 10,
      }).labels.join(', '),
  ],
  [
    'idx-gzip',
    async (file) => `${(await unpackExactly({ file, packed: contentOf(file), bytes: 1024 })).length} bytes`,
  ],
  [
    'cifar10-binary',
    (file) =>
      `${binarySamples({ bytes: contentOf(file), file, labelClasses: [10], labelAt: 0 }).length} images`,
  ],
  [
    'cifar100-binary',
    (file) =>
      `${binarySamples({ bytes: contentOf(file), file, labelClasses: [20, 100], labelAt: 1 }).length} images`,
  ],
  [
    'cifar10-python',
    (file) =>
      `${pickledSamples({ bytes: contentOf(file), file, labelClasses: [10], labelKeys: ['labels'], labelAt: 0 }).length} images`,
  ],
  [
    'pickle',
    (file) => {
      const value = parsePickle({ bytes: contentOf(file), file });
      return value instanceof Map ? `a Map with the keys ${[...value.keys()].join(', ')}` : 'a list';
    },
  ],
  [
    'tar',
    async (file) => {
      const { members } = await readPackedTar({
        file,
        wanted: (name) => name !== 'zeros',
        maxBytes: 2 ** 20,
      });
      return [...members.keys()].join(', ');
    },
  ],
  ['webdataset', async (file) => await everyImage(await webDataset({ files: [file] }))],
  ['imagenet-tar', async (file) => await everyImage(await imagenetTrainTar({ file }))],
  ['zip', everyMember],
  ['tiny-imagenet', async (file) => (await tinyImageNet({ root: file })).name],
  ['tfrecord', async (file) => await everyImage(await tfRecordImages({ files: [file] }))],
  ['example', (file) => `${decodeExample({ bytes: contentOf(file), file }).size} features`],
  ['csv', async (file) => await everyImage(await csvImages({ file }))],
  ['svhn', async (file) => `${(await svhnSplit(contentOf(file), file)).length} images`],
  [
    'mat-records',
    async (file) => {
      const array = (await readMatFile({ bytes: contentOf(file), file, wanted: ['synsets'] })).get('synsets');
      return `${array?.shape.join(' x ')}: ${[...(array?.records?.[0]?.keys() ?? [])].join(', ') || 'no fields'}`;
    },
  ],
  ['parquet', async (file) => await everyImage(await parquetImages({ files: [file] }))],
  [
    'image',
    async (file) => {
      const { height, width } = await decodeImage({ bytes: contentOf(file), name: file });
      return `${height} x ${width}`;
    },
  ],
]);

/** A message without the folder it was made in. */
export const withoutFolder = (message: string, file: string): string =>
  message.replaceAll(file, '{file}').replaceAll(dirname(file), '{folder}');
