import { cacheFolder } from '../cache-folder.ts';
import type { DownloadProgress } from '../download/download-published.ts';
import type { ImageDataset, ImageSplit } from '../image-dataset.ts';
import type { LoadedFile } from '../image-split.ts';
import { contentFingerprint } from '../sets/content-fingerprint.ts';
import { CIFAR100_COARSE_CLASSES, CIFAR100_FINE_CLASSES, CIFAR10_CLASSES } from './cifar-classes.ts';
import { readCifarContent } from './cifar-content.ts';
import { CIFAR10, CIFAR100 } from './cifar-layout.ts';
import type { CifarForm, CifarLayout } from './cifar-layout.ts';
import { binarySamples, cifarSplit } from './cifar-samples.ts';
import { pickledSamples } from './pickled-samples.ts';

/** Options of {@link cifar10}. */
export interface CifarOptions {
  /**
   * The archive (binary or Python, `.tar.gz`), or a folder with it or with its files.
   * @defaultValue `$XDG_CACHE_HOME/skipjack/datasets/<name>`, or the same under `~/.cache`
   */
  readonly root?: string | undefined;
  /**
   * Whether the files must be the published ones, by their sums; false takes files of your own in this format.
   * @defaultValue true
   */
  readonly official?: boolean | undefined;
  /**
   * Whether the binary archive may be fetched from its publisher where neither it nor its files are there.
   * @defaultValue false
   */
  readonly download?: boolean | undefined;
  /**
   * Told how far the download has come.
   * @defaultValue none
   */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /**
   * Stops the reading; the promise is then rejected with the signal's reason.
   * @defaultValue none
   */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link cifar100}. */
export interface Cifar100Options extends CifarOptions {
  /**
   * Whether an image's label is its class, one of 100, or its superclass, one of 20.
   * @defaultValue 'fine'
   */
  readonly labels?: 'fine' | 'coarse' | undefined;
}

/**
 * Reads CIFAR-10: 50,000 training and 10,000 test images of 10 classes, `[32, 32, 3]`.
 *
 * The binary and the Python archive give the same data. Archives are streamed for their known members and never extracted;
 * pickles are read as data and never run.
 *
 * @param options - Where the files are.
 * @returns The data set, about 184 MB.
 * @throws {@link DataError} when a file is missing, damaged, or not the published one.
 * @see Krizhevsky 2009, "Learning multiple layers of features from tiny images", chapter 3
 */
export async function cifar10(options: CifarOptions = {}): Promise<ImageDataset> {
  return await readCifar(CIFAR10, options, 0, CIFAR10_CLASSES);
}

/**
 * Reads CIFAR-100: 50,000 training and 10,000 test images of 100 classes in 20 superclasses, `[32, 32, 3]`.
 *
 * @param options - Where the files are, and which labels are wanted.
 * @returns The data set, about 184 MB.
 * @throws {@link DataError} when a file is missing, damaged, or not the published one.
 * @throws RangeError when `labels` is neither `fine` nor `coarse`.
 * @see Krizhevsky 2009, "Learning multiple layers of features from tiny images", chapter 3
 */
export async function cifar100(options: Cifar100Options = {}): Promise<ImageDataset> {
  const { labels = 'fine' } = options;
  if (labels === 'fine') return await readCifar(CIFAR100, options, 1, CIFAR100_FINE_CLASSES);
  if (labels === 'coarse') return await readCifar(CIFAR100, options, 0, CIFAR100_COARSE_CLASSES);
  throw new RangeError(`labels must be fine or coarse; got ${JSON.stringify(labels)}.`);
}

async function readCifar(
  layout: CifarLayout,
  options: CifarOptions,
  labelAt: number,
  classNames: readonly string[],
): Promise<ImageDataset> {
  const {
    root = cacheFolder({ name: layout.name }),
    official = true,
    download,
    onProgress,
    signal,
  } = options;
  const {
    form,
    train: trainFiles,
    test: testFiles,
  } = await readCifarContent({ layout, root, official, download, onProgress, signal });
  const train = join(layout, form, labelAt, trainFiles);
  const test = join(layout, form, labelAt, testFiles);
  return {
    name: layout.name,
    classNames,
    imageShape: train.imageShape,
    fingerprint: contentFingerprint([train, test]),
    train,
    test,
  };
}

function join(
  layout: CifarLayout,
  form: CifarForm,
  labelAt: number,
  files: readonly LoadedFile[],
): ImageSplit {
  const { labelClasses, labelKeys } = layout;
  return cifarSplit(
    files.map((file) =>
      form.type === 'binary'
        ? binarySamples({ ...file, labelClasses, labelAt })
        : pickledSamples({ ...file, labelClasses, labelKeys, labelAt }),
    ),
  );
}
