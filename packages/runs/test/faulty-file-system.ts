import type { FileSystem, OpenFile } from '../src/files/file-system.ts';

/** An operation of a disk. */
export type Operation = keyof FileSystem | keyof OpenFile;

/** What is wrong with a {@link faultyFileSystem}. */
export interface Faults {
  /** Most bytes that one write takes. */
  readonly bytesPerWrite?: number;
  /** Most bytes that one read gives. */
  readonly bytesPerRead?: number;
  /** Bytes that fit on the disk, over all writes. */
  readonly space?: number;
  /** Whether the disk says how much room it has; otherwise it seems endless. */
  readonly tellsSpace?: boolean;
  /** Error code of each operation for which it gives one; `index` counts all operations from 0. */
  readonly fails?: (operation: Operation, path: string, index: number) => string | undefined;
  /** Is called before each operation. */
  readonly before?: (operation: Operation, path: string, index: number) => void;
  /** Whether flushes do nothing. */
  readonly withoutSync?: boolean;
}

/** A faulty disk and what was asked of it. */
export interface FaultyFileSystem extends FileSystem {
  /** Each operation with its path. */
  readonly log: readonly { readonly operation: Operation; readonly path: string }[];
}

const failure = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/** A disk that is small, slow or forbidden. */
export function faultyFileSystem(disk: FileSystem, faults: Faults): FaultyFileSystem {
  const { bytesPerWrite = Infinity, bytesPerRead = Infinity, tellsSpace = false } = faults;
  const log: { operation: Operation; path: string }[] = [];
  let space = faults.space ?? Infinity;

  const run = async <T>(operation: Operation, path: string, action: () => Promise<T>): Promise<T> => {
    const index = log.length;
    log.push({ operation, path });
    faults.before?.(operation, path, index);
    const code = faults.fails?.(operation, path, index);
    if (code !== undefined) throw failure(code);
    return action();
  };

  const faultyFile = (file: OpenFile, path: string): OpenFile => ({
    read: (bytes, offset, length) =>
      run('read', path, () => file.read(bytes, offset, Math.min(length, bytesPerRead))),
    write: (bytes, offset, length) =>
      run('write', path, async () => {
        if (space === 0) throw failure('ENOSPC');
        const answer = await file.write(bytes, offset, Math.min(length, bytesPerWrite, space));
        space -= answer.bytesWritten;
        return answer;
      }),
    truncate: (length) => run('truncate', path, () => file.truncate(length)),
    sync: () => run('sync', path, async () => (faults.withoutSync === true ? undefined : file.sync())),
    // What is said of a close that fails: the file is closed all the same.
    close: async () => {
      try {
        await run('close', path, async () => undefined);
      } finally {
        await file.close();
      }
    },
  });

  return {
    log,
    mkdir: (path) => run('mkdir', path, () => disk.mkdir(path)),
    readdir: (path) => run('readdir', path, () => disk.readdir(path)),
    open: (path, flags) => run('open', path, async () => faultyFile(await disk.open(path, flags), path)),
    rename: (from, to) => run('rename', from, () => disk.rename(from, to)),
    link: (from, to) => run('link', to, () => disk.link(from, to)),
    unlink: (path) => run('unlink', path, () => disk.unlink(path)),
    rmdir: (path) => run('rmdir', path, () => disk.rmdir(path)),
    lstat: (path) => run('lstat', path, () => disk.lstat(path)),
    statfs: (path) =>
      run('statfs', path, async () =>
        tellsSpace ? { bsize: 1, blocks: 1, bavail: Math.min(space, 2 ** 50) } : disk.statfs(path),
      ),
  };
}
