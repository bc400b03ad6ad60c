import { randomBytes } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { syncFolder, writeAll } from '../atomic-file.ts';
import { claimOf, leftoverParts, removePart, sidecarOf } from './leftover-parts.ts';
import { thisProcess } from './part-owner.ts';
import type { PartSource } from './part-owner.ts';
import { DiskFault } from './refused.ts';

/** Opens files; tests have disks that are full. */
export type OpenFile = (path: string, flags: string) => Promise<FileHandle>;

/** Options of {@link PartFile.claim}. */
export interface ClaimOptions {
  /** Path that the file is to have in the end. */
  readonly file: string;
  /** Size of the whole file in bytes. */
  readonly bytes: number;
  /** Opens files. */
  readonly open?: OpenFile | undefined;
}

/**
 * The beginning of a file that is being received: `<file>.<12 hex digits>.part`, of this process alone, with a record beside it that
 * says where it comes from. What an ended process has left is taken over, by one process only; two live ones never write to one part.
 */
export class PartFile {
  /** Path of the part. */
  readonly path: string;
  /** Bytes that are there. */
  length = 0;
  /** Where they come from; undefined while there are none. */
  source: PartSource | undefined;
  readonly #file: string;
  readonly #bytes: number;
  readonly #handle: FileHandle;

  private constructor(options: ClaimOptions, path: string, handle: FileHandle) {
    this.path = path;
    this.#file = options.file;
    this.#bytes = options.bytes;
    this.#handle = handle;
  }

  /**
   * Takes over what an earlier download has left, or begins anew.
   *
   * @param options - The file.
   * @returns The part, open for writing.
   * @throws DiskFault when nothing can be written there.
   */
  static async claim(options: ClaimOptions): Promise<PartFile> {
    const { file, bytes, open: openFile = open } = options;
    const path = `${file}.${randomBytes(6).toString('hex')}.part`;
    return await onDisk(async () => {
      const source = await adopt(file, bytes, path);
      const part = new PartFile(options, path, await openFile(path, source === undefined ? 'wx' : 'r+'));
      part.source = source;
      part.length = source === undefined ? 0 : (await part.#handle.stat()).size;
      return part;
    });
  }

  /** Drops what is there: what follows comes from elsewhere, or is another version. */
  async restart(source: PartSource): Promise<void> {
    await onDisk(async () => {
      await this.#handle.truncate(0);
      this.length = 0;
      this.source = source;
      await writeRecord(this.path, { ...source, bytes: this.#bytes, owner: thisProcess() });
    });
  }

  /** Adds bytes at the end. */
  async append(bytes: Uint8Array): Promise<void> {
    const start = this.length;
    await onDisk(() =>
      writeAll(
        {
          write: (buffer: Uint8Array, from: number, count: number) =>
            this.#handle.write(buffer, from, count, start + from),
        } as FileHandle,
        bytes,
      ),
    );
    this.length += bytes.length;
  }

  /** Waits until the disk has it. */
  async sync(): Promise<void> {
    await onDisk(() => this.#handle.sync());
  }

  /** Gives the part its final name. */
  async publish(): Promise<void> {
    await onDisk(async () => {
      await this.#handle.close();
      await rename(this.path, this.#file);
      await syncFolder(dirname(this.#file));
    });
    await removePart(this.path);
  }

  /** Leaves the part to the next download, where that can go on from it; else removes it. */
  async release(): Promise<void> {
    await this.#handle.close().catch(() => {});
    const { source } = this;
    if (source?.validator == null || this.length === 0) return await removePart(this.path);
    await writeRecord(this.path, { ...source, bytes: this.#bytes, owner: null }).catch(() =>
      removePart(this.path),
    );
  }

  /** Removes the part. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => {});
    await removePart(this.path);
  }
}

async function adopt(file: string, bytes: number, path: string): Promise<PartSource | undefined> {
  let source: PartSource | undefined;
  for (const { name, part, record, state, bytes: length } of await leftoverParts(dirname(file))) {
    if (name !== basename(file) || state === 'writing') continue;
    if (
      state === 'stale' ||
      record === undefined ||
      record.bytes !== bytes ||
      length > bytes ||
      source !== undefined
    ) {
      await removePart(part);
      continue;
    }
    if (!(await claimed(part))) continue;
    const { url, validator } = record;
    await writeRecord(path, { url, validator, bytes, owner: thisProcess() });
    const mine = await rename(part, path).then(
      () => true,
      () => false,
    );
    await removePart(mine ? part : path);
    if (mine) source = { url, validator };
    else await rm(claimOf(part), { force: true });
  }
  return source;
}

/** Only one process can make this file. */
async function claimed(part: string): Promise<boolean> {
  return await writeFile(claimOf(part), '', { flag: 'wx' }).then(
    () => true,
    () => false,
  );
}

async function writeRecord(part: string, record: object): Promise<void> {
  const next = `${sidecarOf(part)}.next`;
  await writeFile(next, JSON.stringify(record));
  await rename(next, sidecarOf(part));
}

async function onDisk<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new DiskFault(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
