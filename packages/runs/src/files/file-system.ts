import nodeFs from 'node:fs/promises';

/** What a read has done. */
export interface BytesRead {
  /** Bytes that were read; 0 at the end of the file. */
  readonly bytesRead: number;
}

/** What a write has done. */
export interface BytesWritten {
  /** Bytes that were written, perhaps fewer than were given. */
  readonly bytesWritten: number;
}

/** An open file or folder: the part of Node's `FileHandle` that is used here. */
export interface OpenFile {
  /**
   * Reads some bytes from where the file stands into `bytes` from `offset` on, possibly fewer than `length`; 0 at its end.
   *
   * @param bytes - Where to.
   * @param offset - First byte of it.
   * @param length - Most bytes.
   */
  read(bytes: Uint8Array, offset: number, length: number): Promise<BytesRead>;
  /**
   * Writes some of the bytes from `offset` on where the file stands, possibly fewer than `length`, and tells how many.
   *
   * @param bytes - Where from.
   * @param offset - First byte of it.
   * @param length - Most bytes.
   */
  write(bytes: Uint8Array, offset: number, length: number): Promise<BytesWritten>;
  /**
   * Cuts the file to `length` bytes.
   *
   * @param length - Bytes that stay.
   */
  truncate(length: number): Promise<void>;
  /** Returns once what was written is on the disk. */
  sync(): Promise<void>;
  /** Closes the file. */
  close(): Promise<void>;
}

/** What stands at a path: the part of Node's `Stats` that is used here. */
export interface FileFacts {
  /** Bytes of the file. */
  readonly size: number;
  /** Whether it is a file; a link is none. */
  isFile(): boolean;
  /** Whether it is a folder; a link is none. */
  isDirectory(): boolean;
}

/** Room on a disk: the part of Node's `StatsFs` that is used here. */
export interface DiskFacts {
  /** Bytes of a block. */
  readonly bsize: number;
  /** Blocks in all; 0 on file systems that do not count. */
  readonly blocks: number;
  /** Free blocks for ordinary users. */
  readonly bavail: number;
}

/** The part of `node:fs/promises` that is used here, so that tests can put a faulty disk in its place. */
export interface FileSystem {
  /** Makes a folder; the one above it is there. */
  mkdir(path: string): Promise<unknown>;
  /** Names what a folder holds. */
  readdir(path: string): Promise<string[]>;
  /** Opens a file or a folder. */
  open(path: string, flags: string | number): Promise<OpenFile>;
  /** Moves a file or a folder; a file that is there already is replaced. */
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name; fails where that is taken. */
  link(from: string, to: string): Promise<void>;
  /** Removes a file. */
  unlink(path: string): Promise<void>;
  /** Removes an empty folder. */
  rmdir(path: string): Promise<void>;
  /** Tells what stands at a path, without following a link. */
  lstat(path: string): Promise<FileFacts>;
  /** Tells how much room the disk of a path has. */
  statfs(path: string): Promise<DiskFacts>;
}

/** The real disk, through `node:fs/promises`. */
export const nodeFileSystem: FileSystem = nodeFs;
