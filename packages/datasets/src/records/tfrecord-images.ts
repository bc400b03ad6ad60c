import { createHash } from 'node:crypto';
import { lstat, open } from 'node:fs/promises';
import { DataError } from '../data-error.ts';
import { unreadable } from '../file-bytes.ts';
import { FileRanges } from '../file-ranges.ts';
import { isGzip } from '../gzip-bytes.ts';
import type { ImageSource } from '../image-source.ts';
import { numberedClasses } from '../sets/class-labels.ts';
import { encodedSource } from '../sets/encoded-source.ts';
import { sampleIndex } from '../sets/index-range.ts';
import { decodeExample } from './example.ts';
import type { Example } from './example.ts';
import { readTfRecords } from './tfrecord-reader.ts';
import type { TfRecord } from './tfrecord-reader.ts';

/** Options of {@link tfRecordImages}. */
export interface TfRecordImagesOptions {
  /** TFRecord files, in order. */
  readonly files: readonly string[];
  /**
   * Feature that has the image.
   * @defaultValue `image/encoded`, or `image` where the first record has that
   */
  readonly imageKey?: string | undefined;
  /**
   * Feature that has the label.
   * @defaultValue `image/class/label`, or `label` where the first record has that
   */
  readonly labelKey?: string | undefined;
  /**
   * Label of the first class: 1 in files that keep 0 for a background.
   * @defaultValue 0
   */
  readonly firstLabel?: number | undefined;
  /**
   * What each label stands for.
   * @defaultValue the numbers from 0 to the largest label
   */
  readonly classNames?: readonly string[] | undefined;
  /**
   * `[height, width, channels]` of images that are stored as plain bytes.
   * @defaultValue none: images are encoded (JPEG, PNG)
   */
  readonly imageShape?: readonly [number, number, number] | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** Where the image of a record is: in a file, or in memory where the file is packed. */
interface Place {
  readonly file: number;
  readonly row: number;
  readonly offset: number;
  readonly length: number;
  readonly bytes: Uint8Array | undefined;
}

/**
 * Reads images out of TFRecord files of tf.train.Example. All files are read once, every checksum verified; after that an image
 * is read from its place. Files packed by gzip stay in memory as they are unpacked.
 *
 * @param options - The files and the features.
 * @returns The source.
 * @throws {@link DataError} when a record is damaged or no such Example, or an image is not as it should be.
 */
export async function tfRecordImages(options: TfRecordImagesOptions): Promise<ImageSource> {
  const { files, imageShape, firstLabel = 0, signal } = options;
  const hash = createHash('sha256');
  const labels: number[] = [];
  const places: Place[] = [];
  const indexed: { file: string; size: number }[] = [];
  let keys: Keys | undefined;
  for (const [number, file] of files.entries()) {
    const packed = await statusOf(file);
    indexed.push({ file, size: packed.size });
    for await (const record of readTfRecords({ file, signal })) {
      const name = `${file}: record ${record.row}`;
      const example = decodeExample({ bytes: record.data, file: name });
      keys ??= keysOf(example, options);
      const image = imageOf(example, keys.image, name, record);
      labels.push(labelOf(example, keys.label, name, record) - firstLabel);
      if (imageShape !== undefined) checkSize(image, imageShape, name, record);
      const offset = record.offset + (image.byteOffset - record.data.byteOffset);
      const { row } = record;
      places.push({
        file: number,
        row,
        offset,
        length: image.length,
        bytes: packed.gzip ? image : undefined,
      });
      hash.update(record.data);
    }
  }
  if (labels.length === 0) {
    const file = files[0] ?? 'no file';
    throw new DataError(
      `${files.length} TFRecord files (${file}) have no record, where at least 1 was expected; check the path.`,
      { file },
    );
  }
  const file = files.length === 1 ? (files[0] ?? '') : `${files[0]} and ${files.length - 1} more`;
  const classNames = numberedClasses({ labels, classNames: options.classNames, file });
  const ranges = new FileRanges();
  const source = encodedSource({
    labels,
    classNames,
    fingerprint: `records-sha256:${hash.digest('hex')}`,
    nameOf: (index) => {
      const place = places[index];
      return `${files[place?.file ?? 0]}: record ${place?.row}`;
    },
    bytesOf: async (index) => await bytesAt(places[sampleIndex(index, places.length)], indexed, ranges),
  });
  if (imageShape === undefined) return source;
  const [height, width, channels] = imageShape;
  return {
    ...source,
    imageShape,
    read: async (index) => {
      const pixels = await bytesAt(places[sampleIndex(index, places.length)], indexed, ranges);
      return { height, width, channels, pixels: pixels.slice() };
    },
  };
}

async function bytesAt(
  place: Place | undefined,
  files: readonly { file: string; size: number }[],
  ranges: FileRanges,
): Promise<Uint8Array> {
  const file = files[place?.file ?? 0];
  if (place === undefined || file === undefined) return new Uint8Array();
  return place.bytes ?? (await ranges.read(file, place.offset, place.length));
}

async function statusOf(file: string): Promise<{ readonly size: number; readonly gzip: boolean }> {
  try {
    const { size } = await lstat(file);
    const handle = await open(file);
    try {
      const start = new Uint8Array(3);
      await handle.read(start, 0, 3, 0);
      // The third byte of gzip is 8; of a record, it is so in files of records of half a megabyte alone, which stay in memory then.
      return { size, gzip: isGzip(start) && start[2] === 8 };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(cause, file, 'a TFRecord file');
  }
}

interface Keys {
  readonly image: string;
  readonly label: string;
}

function keysOf(example: Example, { imageKey, labelKey }: TfRecordImagesOptions): Keys {
  const first = (names: readonly string[]): string =>
    names.find((name) => example.has(name)) ?? names[0] ?? '';
  return {
    image: imageKey ?? first(['image/encoded', 'image']),
    label: labelKey ?? first(['image/class/label', 'label']),
  };
}

function imageOf(example: Example, key: string, name: string, record: TfRecord): Uint8Array {
  const feature = example.get(key);
  const [image] = feature?.type === 'bytes' ? feature.values : [];
  if (feature?.type === 'bytes' && feature.values.length === 1 && image !== undefined) return image;
  throw featureFault(example, key, 'one image as bytes', { name, record });
}

function labelOf(example: Example, key: string, name: string, record: TfRecord): number {
  const feature = example.get(key);
  if (feature?.type !== 'int64' || feature.values.length !== 1)
    throw featureFault(example, key, 'one whole number', { name, record });
  const label = Number(feature.values[0]);
  if (Number.isSafeInteger(label)) return label;
  throw new DataError(`${name} has label ${label}, where a class was expected; make the record again.`, {
    file: name,
    row: record.row,
  });
}

function featureFault(
  example: Example,
  key: string,
  expected: string,
  { name, record }: { readonly name: string; readonly record: TfRecord },
): DataError {
  const feature = example.get(key);
  const found =
    feature === undefined ? 'is missing' : `has ${feature.values.length} values of type ${feature.type}`;
  const names = [...example.keys()].slice(0, 20).map((text) => JSON.stringify(text.slice(0, 80)));
  return new DataError(
    `${name}: the feature ${JSON.stringify(key)} ${found}, where ${expected} was expected; the record has ${names.join(', ') || 'no features'}: name the features with imageKey and labelKey.`,
    { file: name, row: record.row },
  );
}

function checkSize(image: Uint8Array, shape: readonly number[], name: string, { row }: TfRecord): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (image.length === size) return;
  throw new DataError(
    `${name} has an image of ${image.length} bytes, where ${shape.join(' x ')} = ${size} were expected; correct imageShape.`,
    { file: name, row },
  );
}
