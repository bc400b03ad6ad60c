/** An open file, as much of it as is used here. */
export interface OpenFile {
  /** Writes some of the bytes from `offset` on, possibly fewer than `length`, and tells how many. */
  write(bytes: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  /** Cuts the file to `length` bytes. */
  truncate(length: number): Promise<void>;
  /** Returns once what was written is on the disk. */
  sync(): Promise<void>;
  /** Closes the file. */
  close(): Promise<void>;
}

/** The part of `node:fs/promises` that is used here, so that tests can put a full disk in its place. */
export interface FileSystem {
  /** Makes a folder; the one above it is there. */
  mkdir(path: string): Promise<unknown>;
  /** Names what a folder holds. */
  readdir(path: string): Promise<string[]>;
  /** Opens a file or a folder. */
  open(path: string, flags: string): Promise<OpenFile>;
  /** Moves a file into the place of another. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  unlink(path: string): Promise<void>;
}
