import { basename, resolve } from 'node:path';
import { cifar10, cifar100 } from '../cifar/cifar.ts';
import { imageFolder } from '../folders/image-folder.ts';
import { imagenet } from '../folders/imagenet.ts';
import { imagenette, imagewoof } from '../folders/imagenette.ts';
import { findSplitFolders, imageSet, splitFolders } from '../folders/split-folders.ts';
import { tinyImageNet } from '../folders/tiny-imagenet.ts';
import type { ImageDataset } from '../image-dataset.ts';
import type { ImageSource } from '../image-source.ts';
import { loadDataset } from '../load-dataset.ts';
import { nearestName } from '../nearest-name.ts';
import { tfRecordImages } from '../records/tfrecord-images.ts';
import { webDataset } from '../shards/webdataset.ts';
import { csvImages } from '../tables/csv-images.ts';
import { parquetImages } from '../tables/parquet-images.ts';
import { holdOut } from './hold-out.ts';
import type { ImageSet } from './image-set.ts';
import { matchingFiles } from './matching-files.ts';
import { splitSource } from './split-source.ts';
import { synthetic } from './synthetic.ts';

/** Options of {@link openSource}. */
export interface OpenSourceOptions {
  /** Kind of the data set, and after a colon its path: `mnist`, `cifar10:/data/cifar`, `folder:/data/pets`, `tfrecord:/data/train-*.tfrecord`. */
  readonly spec: string;
  /**
   * A path of the same kind with the images to measure on, where the data set is not divided itself.
   * @defaultValue none: every tenth of a class's images at random, at least one, is held out
   */
  readonly test?: string | undefined;
  /**
   * Whether files that are missing may be fetched, where the set has a publisher that is known.
   * @defaultValue false
   */
  readonly download?: boolean | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

type Opener = (path: string, options: OpenSourceOptions) => Promise<ImageSet>;

const inMemory =
  (name: string): Opener =>
  async (path, { download, signal }) =>
    fromDataset(await loadDataset({ name, root: path === '' ? undefined : path, download, signal }));

const rootOf = (path: string): { readonly root?: string } => (path === '' ? {} : { root: path });

/** The kinds of data set by what a spec begins with. */
const OPENERS: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ...['mnist', 'fashion-mnist', 'kmnist', 'cifar10', 'cifar100', 'svhn'].map(
    (name) => [name, inMemory(name)] as const,
  ),
  [
    'cifar10-format',
    async (path, { signal }) => fromDataset(await cifar10({ ...rootOf(path), official: false, signal })),
  ],
  [
    'cifar100-format',
    async (path, { signal }) => fromDataset(await cifar100({ ...rootOf(path), official: false, signal })),
  ],
  ['tiny-imagenet', async (path, { signal }) => await tinyImageNet({ ...rootOf(path), signal })],
  ['imagenette', async (path, { signal }) => await imagenette({ ...rootOf(path), signal })],
  ['imagewoof', async (path, { signal }) => await imagewoof({ ...rootOf(path), signal })],
  ['imagenet', async (path, { signal }) => await imagenet({ root: needed(path, 'imagenet'), signal })],
  ['folder', openFolder],
  [
    'tfrecord',
    async (path, options) =>
      await divided(
        'tfrecord',
        path,
        options,
        async (files, classNames) => await tfRecordImages({ files, classNames, signal: options.signal }),
      ),
  ],
  [
    'webdataset',
    async (path, options) =>
      await divided(
        'webdataset',
        path,
        options,
        async (files, classNames) => await webDataset({ files, classNames, signal: options.signal }),
      ),
  ],
  [
    'parquet',
    async (path, options) =>
      await divided(
        'parquet',
        path,
        options,
        async (files, classNames) => await parquetImages({ files, classNames, signal: options.signal }),
      ),
  ],
  [
    'csv',
    async (path, options) =>
      await divided(
        'csv',
        path,
        options,
        async ([file = ''], classNames) => await csvImages({ file, classNames, signal: options.signal }),
      ),
  ],
  ['synthetic', async (path) => await Promise.resolve(openSynthetic(path))],
]);

/** What a spec may begin with. */
export const SOURCE_KINDS: readonly string[] = [...OPENERS.keys()];

/**
 * Opens a data set by a text, as a command line has it.
 *
 * A path of records, shards or tables is a file, a folder with such files, or a pattern with `*` in its last part. Where these are not
 * divided and no `test` is given, a tenth is held out to measure on, the same one each time.
 *
 * @param options - The text.
 * @returns Images to train on and to measure on.
 * @throws RangeError when the text is none that is known; it suggests the nearest one.
 * @throws {@link DataError} when a file is missing or damaged.
 */
export async function openSource(options: OpenSourceOptions): Promise<ImageSet> {
  const { spec } = options;
  const colon = spec.indexOf(':');
  const kind = colon === -1 ? spec : spec.slice(0, colon);
  const open = OPENERS.get(kind);
  if (open !== undefined) return await open(colon === -1 ? '' : spec.slice(colon + 1), options);
  const nearest = nearestName({ name: kind, names: SOURCE_KINDS });
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw new RangeError(
    `Unknown data set ${JSON.stringify(spec.slice(0, 200))}: ${hint}Give one of ${SOURCE_KINDS.join(', ')}, with its path after a colon.`,
  );
}

function fromDataset(dataset: ImageDataset): ImageSet {
  const { name, classNames, fingerprint } = dataset;
  return {
    name,
    classNames,
    fingerprint: `sha256:${fingerprint}`,
    train: splitSource(dataset, 'train'),
    test: splitSource(dataset, 'test'),
  };
}

function needed(path: string, kind: string): string {
  if (path !== '') return path;
  throw new RangeError(`The data set ${kind} needs a path; give ${kind}:/path.`);
}

async function openFolder(path: string, options: OpenSourceOptions): Promise<ImageSet> {
  const { test, signal } = options;
  const root = needed(path, 'folder');
  if (test === undefined && (await findSplitFolders(root)) !== undefined)
    return await splitFolders({ root, signal });
  const all = await imageFolder({ root, signal });
  return test === undefined
    ? tenthHeldOut(basename(resolve(root)), all)
    : imageSet(
        basename(resolve(root)),
        all,
        await imageFolder({ root: test, classNames: all.classNames, signal }),
      );
}

type Reader = (files: readonly string[], classNames: readonly string[] | undefined) => Promise<ImageSource>;

async function divided(
  kind: string,
  path: string,
  { test }: OpenSourceOptions,
  read: Reader,
): Promise<ImageSet> {
  const all = await read(matchingFiles(kind, needed(path, kind)), undefined);
  if (test === undefined) return tenthHeldOut(kind, all);
  return imageSet(kind, all, await read(matchingFiles(kind, test), all.classNames));
}

function tenthHeldOut(name: string, all: ImageSource): ImageSet {
  if (all.length < 2)
    throw new RangeError(
      `${name} has ${all.length} image, where at least 2 are needed to hold one out; give the test images by \`test\`.`,
    );
  const { train, heldOut } = holdOut({
    split: all,
    count: Math.max(1, Math.floor(all.length / 10)),
    stratified: true,
  });
  return { name, classNames: all.classNames, fingerprint: all.fingerprint, train, test: heldOut };
}

function openSynthetic(text: string): ImageSet {
  const [, height, width, channels, classes = '10', length = '50000'] =
    /^(\d{1,5})x(\d{1,5})x(\d{1,2})(?:x(\d{1,5}))?(?:,(\d{1,9}))?$/.exec(text) ?? [];
  if (height === undefined || width === undefined || channels === undefined) {
    throw new RangeError(
      `synthetic:${text} is no shape; give height, width and channels, as synthetic:32x32x3, and if need be classes and length, as synthetic:224x224x3x1000,1281167.`,
    );
  }
  const imageShape = [Number(height), Number(width), Number(channels)] as const;
  const train = synthetic({ length: Number(length), imageShape, classes: Number(classes), seed: 0 });
  const test = synthetic({
    length: Math.max(1, Math.floor(Number(length) / 5)),
    imageShape,
    classes: Number(classes),
    seed: 1,
  });
  return imageSet('synthetic', train, test);
}
