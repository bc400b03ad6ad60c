import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../data-error.ts';
import type { ImageSet } from '../sets/image-set.ts';
import { devkitClasses } from './imagenet-devkit.ts';
import { imagenetTrainTar, imagenetValidationTar } from './imagenet-tar.ts';
import { findSplitFolders, imageSet, splitFolders } from './split-folders.ts';

/** Options of {@link imagenet}. */
export interface ImagenetOptions {
  /**
   * Folder with `train` and `val`, each with a folder for each class; or with the official `ILSVRC2012_img_train.tar`,
   * `ILSVRC2012_img_val.tar` and `ILSVRC2012_devkit_t12.tar.gz`.
   */
  readonly root: string;
  /**
   * Whether there must be the 1,000 classes, 1,281,167 training and 50,000 validation images of ILSVRC 2012; false takes any.
   * @defaultValue true
   */
  readonly official?: boolean | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

const TRAIN = 'ILSVRC2012_img_train.tar';
const VALIDATION = 'ILSVRC2012_img_val.tar';
const DEVKIT = 'ILSVRC2012_devkit_t12.tar.gz';

/**
 * Reads ImageNet (ILSVRC 2012) from its folders, or straight from the official archives: they are indexed in one pass over their headers,
 * and an image is read from its place.
 *
 * @param options - Where it is.
 * @returns The data set; its test images are the published validation images, its class names WordNet identifiers.
 * @throws {@link DataError} when files are missing or damaged, or there are not as many as there should be.
 * @see Russakovsky et al. 2015, https://arxiv.org/abs/1409.0575
 */
export async function imagenet(options: ImagenetOptions): Promise<ImageSet> {
  const { root, official = true, signal } = options;
  const inFolders = (await findSplitFolders(root)) !== undefined;
  const set = inFolders ? await fromFolders(options) : await fromArchives(root, signal);
  if (!official) return set;
  const counts = {
    classes: [set.classNames.length, 1000],
    'training images': [set.train.length, 1_281_167],
    'validation images': [set.test.length, 50_000],
  };
  for (const [what, [found, expected]] of Object.entries(counts)) {
    if (found === expected) continue;
    throw new DataError(
      `${root} has ${found} ${what}, where ImageNet has ${expected}; complete it, or say \`official: false\` for a part of it.`,
      { file: root },
    );
  }
  return set;
}

async function fromFolders({ root, signal }: ImagenetOptions): Promise<ImageSet> {
  try {
    return await splitFolders({ root, name: 'imagenet', signal });
  } catch (cause) {
    if (!(cause instanceof DataError) || !cause.message.startsWith(`${join(root, 'val')} has no folders`))
      throw cause;
    throw new DataError(
      `${join(root, 'val')} has no folders: the validation images are not sorted into classes; move each into the folder of its class, or keep ${VALIDATION} and ${DEVKIT} instead.`,
      { file: join(root, 'val'), cause },
    );
  }
}

async function fromArchives(root: string, signal: AbortSignal | undefined): Promise<ImageSet> {
  for (const name of [TRAIN, VALIDATION, DEVKIT]) {
    const found = await lstat(join(root, name)).catch(() => undefined);
    if (found !== undefined) continue;
    throw new DataError(
      `${root} has neither the folders train and val nor the file ${name}; give the folder with them, or with ${TRAIN}, ${VALIDATION} and ${DEVKIT}.`,
      { file: root },
    );
  }
  const classes = await devkitClasses(join(root, DEVKIT), signal);
  const train = await imagenetTrainTar({ file: join(root, TRAIN), signal });
  const test = await imagenetValidationTar({
    file: join(root, VALIDATION),
    classes,
    classNames: train.classNames,
    signal,
  });
  return imageSet('imagenet', train, test);
}
