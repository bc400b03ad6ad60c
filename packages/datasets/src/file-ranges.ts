import { close, constants, open } from 'node:fs';
import { fstat, read } from 'node:fs';
import { promisify } from 'node:util';
import { DataError } from './data-error.ts';
import { unreadable } from './file-bytes.ts';

const openFile = promisify(open);
const fileStatus = promisify(fstat);

/** A file as it was when it was indexed. */
export interface IndexedFile {
  /** Path. */
  readonly file: string;
  /** Size in bytes. */
  readonly size: number;
}

interface OpenFile {
  readonly descriptor: Promise<number>;
  readers: number;
}

const leftOpen = new FinalizationRegistry((files: Map<string, OpenFile>) => {
  for (const { descriptor } of files.values())
    void descriptor.then(
      (number) => close(number),
      () => {},
    );
});

/** Reads pieces of files at random; of many files the last used ones stay open. */
export class FileRanges {
  readonly #open = new Map<string, OpenFile>();
  readonly #most: number;

  /**
   * @param most - How many files stay open.
   */
  constructor(most = 32) {
    this.#most = most;
    leftOpen.register(this, this.#open);
  }

  /**
   * Reads a piece of a file.
   *
   * @param indexed - The file.
   * @param offset - First byte.
   * @param length - Number of bytes; checked against the size of the file before memory is made for them.
   * @returns The bytes, all of them.
   * @throws {@link DataError} when the file cannot be read, or is not the one that was indexed.
   */
  async read(indexed: IndexedFile, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const { file, size } = indexed;
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new DataError(
        `${file} has ${size} bytes, and bytes ${offset} to ${offset + length} were expected in it; get the file again.`,
        { file, offset: size },
      );
    }
    const entry = this.#take(indexed);
    entry.readers += 1;
    try {
      const descriptor = await entry.descriptor;
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const count = await readSome(descriptor, bytes, done, offset + done);
        if (count === 0) {
          throw new DataError(
            `${file} is shorter than when it was indexed (${size} bytes then); let nothing write to it while it is in use.`,
            { file, offset: offset + done },
          );
        }
        done += count;
      }
      return bytes;
    } catch (cause) {
      throw unreadable(cause, file, 'a file of samples');
    } finally {
      entry.readers -= 1;
      this.#closeIdle();
    }
  }

  #take(indexed: IndexedFile): OpenFile {
    const { file } = indexed;
    const entry = this.#open.get(file) ?? { descriptor: openIndexed(indexed), readers: 0 };
    this.#open.delete(file);
    this.#open.set(file, entry);
    entry.descriptor.catch(() => this.#open.delete(file));
    return entry;
  }

  #closeIdle(): void {
    for (const [file, { descriptor, readers }] of this.#open) {
      if (this.#open.size <= this.#most) return;
      if (readers > 0) continue;
      this.#open.delete(file);
      void descriptor.then(
        (number) => close(number),
        () => {},
      );
    }
  }
}

async function openIndexed({ file, size }: IndexedFile): Promise<number> {
  const descriptor = await openFile(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const status = await fileStatus(descriptor);
  if (status.isFile() && status.size === size) return descriptor;
  close(descriptor);
  throw new DataError(
    `${file} has ${status.size} bytes, and had ${size} when it was indexed; load the data set again.`,
    { file, offset: Math.min(size, status.size) },
  );
}

async function readSome(
  descriptor: number,
  bytes: Uint8Array,
  start: number,
  position: number,
): Promise<number> {
  return await new Promise((resolve, reject) => {
    const length = Math.min(bytes.length - start, 2 ** 30);
    read(descriptor, bytes, start, length, position, (error, count) =>
      error === null ? resolve(count) : reject(error),
    );
  });
}
