import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { FileRanges } from '../file-ranges.ts';
import type { IndexedFile } from '../file-ranges.ts';
import type { ImageSource } from '../image-source.ts';
import { LIMITS } from '../limits.ts';
import { numberedClasses } from '../sets/class-labels.ts';
import { encodedSource } from '../sets/encoded-source.ts';
import { groupSamples } from './group-samples.ts';
import type { ShardSample } from './group-samples.ts';
import { tarIndex } from './tar-index.ts';
import type { TarMember } from './tar-index.ts';

/** Options of {@link webDataset}. */
export interface WebDatasetOptions {
  /** Shards: unpacked tar archives, in order. */
  readonly files: readonly string[];
  /**
   * Extensions of images, without a dot, in lower case.
   * @defaultValue jpg, jpeg, png, webp, ppm
   */
  readonly imageExtensions?: readonly string[] | undefined;
  /**
   * Extension of the file with the label, a whole number as text.
   * @defaultValue 'cls'
   */
  readonly labelExtension?: string | undefined;
  /**
   * What each label stands for.
   * @defaultValue the numbers from 0 to the largest label
   */
  readonly classNames?: readonly string[] | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads images out of WebDataset shards. The headers of all shards are read once, and the labels; an image is then read from its place.
 * Files of one sample have the same name up to the first dot of it, and lie side by side.
 *
 * Differs: a sample without its image or label, in pieces, or there twice is an error, where the Python library passes it over or merges it.
 *
 * @param options - The shards.
 * @returns The source.
 * @throws {@link DataError} when a shard is damaged, has a link or a hostile name, or a sample is not whole.
 * @see https://github.com/webdataset/webdataset#the-webdataset-format
 */
export async function webDataset(options: WebDatasetOptions): Promise<ImageSource> {
  const {
    files,
    imageExtensions = ['jpg', 'jpeg', 'png', 'webp', 'ppm'],
    labelExtension = 'cls',
    signal,
  } = options;
  const ranges = new FileRanges();
  const hash = createHash('sha256');
  const images: (TarMember & { readonly shard: IndexedFile })[] = [];
  const labels: number[] = [];
  for (const file of files) {
    const shard = await indexedFile(file);
    for await (const sample of groupSamples(tarIndex({ indexed: shard, ranges, signal }), file)) {
      const image = only(sample, imageExtensions, 'image', file, images.length);
      const text = await readLabel(
        shard,
        ranges,
        only(sample, [labelExtension], 'label', file, images.length),
        images.length,
      );
      images.push({ ...image, shard });
      labels.push(text);
      hash.update(JSON.stringify([sample.key, image.size, text]));
    }
  }
  if (images.length === 0) {
    const file = files[0] ?? 'no file';
    throw new DataError(
      `${files.length} shards (${file}) have no sample, where at least 1 was expected; check the path.`,
      { file },
    );
  }
  const file = files.length === 1 ? (files[0] ?? '') : `${files[0]} and ${files.length - 1} more`;
  return encodedSource({
    labels,
    classNames: numberedClasses({ labels, classNames: options.classNames, file }),
    fingerprint: `index-sha256:${hash.digest('hex')}`,
    nameOf: (index) => `${images[index]?.shard.file}:${images[index]?.name}`,
    bytesOf: async (index) => {
      const image = images[index];
      return image === undefined
        ? new Uint8Array()
        : await ranges.read(image.shard, image.offset, image.size);
    },
  });
}

/**
 * Notes a file's size, by which a later change of it is seen.
 *
 * @param file - Path.
 * @returns Path and size.
 * @throws {@link DataError} when it is no file.
 */
export async function indexedFile(file: string): Promise<IndexedFile> {
  const status = await lstat(file).catch((cause: unknown) => {
    throw unreadable(cause, file, 'a file of samples');
  });
  if (status.isFile()) return { file, size: status.size };
  const kind = status.isSymbolicLink() ? 'a link' : 'no file';
  throw new DataError(`${file} is ${kind}, where a file of samples was expected; correct the path.`, {
    file,
  });
}

function only(
  sample: ShardSample,
  extensions: readonly string[],
  what: string,
  file: string,
  row: number,
): TarMember {
  const found = sample.members.filter(({ extension }) => extensions.includes(extension));
  const [first] = found;
  if (found.length === 1 && first !== undefined) return first;
  const names = sample.members.map(({ extension }) => extension).join(', ');
  throw new DataError(
    `${file}: sample ${JSON.stringify(sample.key)} has ${found.length} ${what} files (it has ${names}), where one of ${extensions.join(', ')} was expected; make the shard again, or name the extensions.`,
    { file, row, ...(sample.members[0] === undefined ? {} : { offset: sample.members[0].offset }) },
  );
}

async function readLabel(
  shard: IndexedFile,
  ranges: FileRanges,
  member: TarMember,
  row: number,
): Promise<number> {
  const bytes = member.size > 32 ? new Uint8Array() : await ranges.read(shard, member.offset, member.size);
  const text = Buffer.from(bytes).toString('latin1').trim();
  const label = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (label < LIMITS.classes) return label;
  throw new DataError(
    `${shard.file}: ${JSON.stringify(member.name)} has ${JSON.stringify(text)} (${member.size} bytes), where a class from 0 to ${LIMITS.classes - 1} as text was expected; make the shard again.`,
    { file: shard.file, offset: member.offset, row },
  );
}
