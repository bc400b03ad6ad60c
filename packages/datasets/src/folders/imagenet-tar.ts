import { createHash } from 'node:crypto';
import { DataError } from '../data-error.ts';
import { FileRanges } from '../file-ranges.ts';
import type { ImageSource } from '../image-source.ts';
import { encodedSource } from '../sets/encoded-source.ts';
import { tarIndex } from '../shards/tar-index.ts';
import type { TarMember } from '../shards/tar-index.ts';
import { indexedFile } from '../shards/webdataset.ts';
import { byCodeUnit, isImageName } from './image-names.ts';
import { NameList } from './name-list.ts';

/** Options of {@link imagenetTrainTar}. */
export interface ImagenetTarOptions {
  /** Path of the archive. */
  readonly file: string;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Indexes ImageNet's archive of training images, a tar archive of one tar archive for each class, in one pass over the headers. Images
 * are read from their places in it.
 *
 * @param options - The archive.
 * @returns The source, in the order that the unpacked folders have.
 * @throws {@link DataError} when the archive is damaged or no such archive.
 */
export async function imagenetTrainTar(options: ImagenetTarOptions): Promise<ImageSource> {
  const { file, signal } = options;
  const ranges = new FileRanges();
  const indexed = await indexedFile(file);
  const archives: TarMember[] = [];
  for await (const member of tarIndex({ indexed, ranges, signal })) {
    if (/^n\d{8}\.tar$/.test(member.name)) archives.push(member);
    else throw unexpected(file, member, 'an archive named by a WordNet identifier, such as n01440764.tar');
  }
  archives.sort((a, b) => byCodeUnit(a.name, b.name));
  const classNames = archives.map(({ name }) => name.slice(0, -'.tar'.length));
  const builder = new TarSourceBuilder();
  for (const [label, { name, offset, size }] of archives.entries()) {
    if (label > 0 && archives[label - 1]?.name === name)
      throw unexpected(file, { name, offset, size }, 'each archive once');
    const images: TarMember[] = [];
    for await (const member of tarIndex({ indexed, ranges, start: offset, end: offset + size, signal })) {
      if (!isImageName(member.name)) throw unexpected(file, member, 'an image');
      images.push(member);
    }
    if (images.length === 0)
      throw unexpected(file, { name, offset, size }, 'an archive with at least 1 image');
    for (const image of images.sort((a, b) => byCodeUnit(a.name, b.name))) builder.add(image, label);
  }
  if (archives.length === 0)
    throw new DataError(`${file} has no archive of a class; get it again from its publisher.`, { file });
  return builder.source({ indexed, ranges, classNames });
}

/** Options of {@link imagenetValidationTar}. */
export interface ImagenetValidationTarOptions extends ImagenetTarOptions {
  /** Class of each image, in the order of the images' names. */
  readonly classes: readonly string[];
  /** The classes, in order. */
  readonly classNames: readonly string[];
}

/**
 * Indexes ImageNet's archive of validation images.
 *
 * @param options - The archive and the classes of its images.
 * @returns The source, in the order of the images' names.
 * @throws {@link DataError} when the archive is damaged, or has not as many images as there are classes of images.
 */
export async function imagenetValidationTar(options: ImagenetValidationTarOptions): Promise<ImageSource> {
  const { file, classes, classNames, signal } = options;
  const ranges = new FileRanges();
  const indexed = await indexedFile(file);
  const images: TarMember[] = [];
  for await (const member of tarIndex({ indexed, ranges, signal })) {
    if (!isImageName(member.name)) throw unexpected(file, member, 'an image');
    images.push(member);
  }
  if (images.length !== classes.length) {
    throw new DataError(
      `${file} has ${images.length} images, and the development kit has the classes of ${classes.length}; get both again from their publisher.`,
      { file },
    );
  }
  images.sort((a, b) => byCodeUnit(a.name, b.name));
  const labels = new Map(classNames.map((name, label) => [name, label]));
  const builder = new TarSourceBuilder();
  for (const [row, image] of images.entries()) {
    const label = labels.get(classes[row] ?? '');
    if (label === undefined)
      throw unexpected(file, image, `one of the ${classNames.length} classes (not ${classes[row]})`);
    builder.add(image, label);
  }
  return builder.source({ indexed, ranges, classNames });
}

function unexpected(file: string, { name, offset }: TarMember, expected: string): DataError {
  return new DataError(
    `${file}: ${JSON.stringify(name)} at byte ${offset} was found, where ${expected} was expected; get the archive again from its publisher.`,
    { file, offset },
  );
}

/** Places of images in plain arrays: ImageNet has 1.28 million. */
class TarSourceBuilder {
  readonly #names = new NameList();
  readonly #labels: number[] = [];
  readonly #offsets: number[] = [];
  readonly #sizes: number[] = [];

  add({ name, offset, size }: TarMember, label: number): void {
    this.#names.add(name);
    this.#labels.push(label);
    this.#offsets.push(offset);
    this.#sizes.push(size);
  }

  source(options: {
    indexed: { file: string; size: number };
    ranges: FileRanges;
    classNames: readonly string[];
  }): ImageSource {
    const { indexed, ranges, classNames } = options;
    const labels = Uint16Array.from(this.#labels);
    const [offsets, sizes] = [Float64Array.from(this.#offsets), Float64Array.from(this.#sizes)];
    const hash = createHash('sha256').update(JSON.stringify(classNames));
    for (const part of [
      ...this.#names.content(),
      new Uint8Array(labels.buffer),
      new Uint8Array(sizes.buffer),
    ])
      hash.update(part);
    const names = this.#names;
    return encodedSource({
      labels,
      classNames,
      fingerprint: `index-sha256:${hash.digest('hex')}`,
      nameOf: (index) => `${indexed.file}:${names.at(index)}`,
      bytesOf: async (index) => await ranges.read(indexed, offsets[index] ?? 0, sizes[index] ?? 0),
    });
  }
}
