import nodeFs from 'node:fs';
import { writeError } from '../files/run-folder-error.ts';
import type { RunFolderError } from '../files/run-folder-error.ts';

/** The part of `node:fs` that logs are written with, so that tests can put a faulty disk in its place. */
export interface LogDisk {
  /** Opens a file. */
  openSync(path: string, flags: string): number;
  /** Writes some of the bytes at a place of the file, possibly fewer than `length`, and tells how many. */
  writeSync(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  /** Cuts a file off. */
  ftruncateSync(fd: number, size: number): void;
  /** Returns once what was written is on the disk. */
  fsyncSync(fd: number): void;
  /** Closes a file. */
  closeSync(fd: number): void;
}

/** Told what first went wrong with a log, which goes on as soon as the disk allows. */
export type LogErrorHandler = (error: RunFolderError) => void;

/** Options of {@link AppendFile}. */
export interface AppendFileOptions {
  /** Path of the file, in a folder that is there. */
  readonly path: string;
  /** `wx` for a new file, `r+` for one that is there. */
  readonly flags: 'wx' | 'r+';
  /** Bytes of it that stay; what comes after them is cut off. */
  readonly size: number;
  /** Told of the first fault after the file was opened. */
  readonly onError: LogErrorHandler | undefined;
  /** The disk; undefined for the real one. */
  readonly disk?: LogDisk | undefined;
}

/** Bytes that wait for a broken disk to come back; beyond them the oldest are given up. */
const MOST_WAITING = 4 << 20;

/**
 * A file that grows by whole records. A record is handed to the system at once, so that a kill loses none. Where the disk refuses,
 * the part of a record that it took is cut off again, the records wait, and the next one is an occasion to try anew.
 */
export class AppendFile {
  readonly #path: string;
  readonly #disk: LogDisk;
  readonly #onError: LogErrorHandler | undefined;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #size: number;
  #fd: number | undefined;
  #reported = false;

  /** @throws RunFolderError where the file cannot be opened. */
  constructor(options: AppendFileOptions) {
    const { path, flags, size, onError, disk = nodeFs } = options;
    this.#path = path;
    this.#disk = disk;
    this.#onError = onError;
    this.#size = size;
    try {
      this.#fd = disk.openSync(path, flags);
      if (flags === 'r+') disk.ftruncateSync(this.#fd, size);
    } catch (error) {
      this.close();
      throw writeError(path, error);
    }
  }

  /** Adds a record. Throws nothing: the disk's faults go to `onError`. */
  append(record: Uint8Array): void {
    this.#waiting.push(record);
    this.#waitingBytes += record.length;
    this.#write();
    while (this.#waitingBytes > MOST_WAITING) this.#waitingBytes -= this.#waiting.shift()?.length ?? 0;
  }

  /** Cuts the file off after its first `size` bytes. */
  cut(size: number): void {
    this.#size = size;
    this.#guard((fd) => this.#disk.ftruncateSync(fd, size));
  }

  /** Returns once all records are on the disk, or the disk refuses. */
  sync(): void {
    this.#write();
    this.#guard((fd) => this.#disk.fsyncSync(fd));
  }

  /** Tries once more to write what waits, and closes the file. */
  close(): void {
    if (this.#waiting.length > 0) this.#write();
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) this.#attempt(() => this.#disk.closeSync(fd));
  }

  #write(): void {
    for (let record = this.#waiting[0]; record !== undefined; record = this.#waiting[0]) {
      const whole = record;
      if (!this.#guard((fd) => this.#writeWhole(fd, whole))) return;
      this.#size += whole.length;
      this.#waitingBytes -= whole.length;
      this.#waiting.shift();
    }
  }

  #writeWhole(fd: number, record: Uint8Array): void {
    for (let done = 0; done < record.length;) {
      const written = this.#disk.writeSync(fd, record, done, record.length - done, this.#size + done);
      if (written === 0) throw Object.assign(new Error('no bytes were taken'), { code: 'ENOSPC' });
      done += written;
    }
  }

  /** Does something with the file; where that fails, the file is opened anew the next time. */
  #guard(action: (fd: number) => void): boolean {
    try {
      this.#fd ??= this.#disk.openSync(this.#path, 'r+');
      action(this.#fd);
      return true;
    } catch (error) {
      const fd = this.#fd;
      this.#fd = undefined;
      if (fd !== undefined) {
        this.#attempt(() => this.#disk.ftruncateSync(fd, this.#size));
        this.#attempt(() => this.#disk.closeSync(fd));
      }
      this.#report(error);
      return false;
    }
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#onError?.(writeError(this.#path, error));
  }
}
