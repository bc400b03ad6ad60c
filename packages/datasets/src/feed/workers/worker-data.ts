import type { ImageSplit } from '../../image-dataset.ts';
import type { ImageSource } from '../../image-source.ts';
import { openSource } from '../../sets/open-source.ts';
import { splitBehind, splitSource } from '../../sets/split-source.ts';
import { subset } from '../../sets/subset.ts';
import { tolerant } from '../../tolerant/tolerant.ts';
import type { DamagePolicy } from '../../tolerant/tolerant.ts';

/** Images by a text, which every worker opens for itself. */
export interface SpecImages {
  /** Kind of the data set and its path, as {@link openSource} takes it. */
  readonly spec: string;
  /**
   * A path of the same kind with the images to measure on; see {@link openSource}.
   * @defaultValue none
   */
  readonly test?: string | undefined;
  /** Which images of the set. */
  readonly part: 'train' | 'test';
  /**
   * Only these images, in this order, as {@link subset} takes them.
   * @defaultValue all
   */
  readonly indices?: ArrayLike<number> | undefined;
}

/** Images that are held in memory, as workers get them. */
interface SharedImages {
  readonly split: ImageSplit;
  readonly classNames: readonly string[];
  readonly name: string;
  readonly indices?: ArrayLike<number> | undefined;
}

/** Where a worker finds its images; it can be sent to it. */
export interface WorkerImages {
  readonly images: SpecImages | SharedImages;
  readonly damagePolicy: DamagePolicy;
  readonly skip: readonly number[];
}

/** Images of the main thread, and where workers find the same. */
export interface OpenedImages {
  readonly source: ImageSource;
  readonly images: WorkerImages['images'];
}

/**
 * Opens images on the main thread. What is held in memory is copied once to memory that all threads share.
 *
 * @throws TypeError where the images are a source that is neither in memory nor described by a text.
 */
export async function openImages(
  given: ImageSource | SpecImages,
  signal: AbortSignal | undefined,
): Promise<OpenedImages> {
  if (!('spec' in given)) {
    const split = splitBehind(given);
    if (split) return { source: given, images: sharedImages(split, given) };
    throw new TypeError(
      "Images that are read from files cannot be sent to workers as an opened source; give their text instead, such as { spec: 'folder:/data/pets', part: 'train' }.",
    );
  }
  const { spec, test, part, indices } = given;
  if (part !== 'train' && part !== 'test')
    throw new RangeError(`part must be 'train' or 'test'; got ${JSON.stringify(part)}.`);
  const opened = (await openSource({ spec, test, signal }))[part];
  const split = splitBehind(opened);
  const source = indices ? subset({ split: opened, indices }) : opened;
  const copied = indices && Uint32Array.from(indices);
  return {
    source,
    images: split
      ? { ...sharedImages(split, opened), indices: copied }
      : { spec, test, part, indices: copied },
  };
}

function sharedImages(split: ImageSplit, source: ImageSource): SharedImages {
  return {
    split: { ...split, images: shared(split.images), labels: shared(split.labels) },
    classNames: source.classNames,
    name: source.fingerprint,
  };
}

function shared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** The source of a worker. */
export async function openedByWorker({ images, damagePolicy, skip }: WorkerImages): Promise<ImageSource> {
  const whole = 'spec' in images ? (await openSource(images))[images.part] : inMemory(images);
  const source = images.indices ? subset({ split: whole, indices: images.indices }) : whole;
  return damagePolicy === 'fail' && skip.length === 0 ? source : tolerant(source, { damagePolicy, skip });
}

function inMemory({ split, classNames, name }: SharedImages): ImageSource {
  const { imageShape } = split;
  const dataset = { name, classNames, imageShape, fingerprint: name, train: split, test: split };
  return splitSource(dataset, 'train');
}
