import nodeFileSystem from 'node:fs/promises';
import type { FileSystem, OpenFile } from '../src/file-system.ts';

/** What is wrong with a {@link faultyFileSystem}. */
export interface Faults {
  /** Most bytes that one write takes. */
  readonly bytesPerWrite?: number;
  /** Bytes that fit on the disk, over all files. */
  readonly space?: number;
  /** Operation that fails, with its error code, where the path ends so. */
  readonly fails?: {
    readonly operation: keyof FileSystem | 'sync';
    readonly pathEnd: string;
    readonly code: string;
  };
}

const failure = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/** The real file system, on a disk that is small, slow or forbidden. Logs the name of each operation. */
export function faultyFileSystem(faults: Faults, log: string[] = []): FileSystem {
  const { bytesPerWrite = Infinity, fails } = faults;
  let space = faults.space ?? Infinity;

  const run = async <T>(
    operation: keyof FileSystem | 'sync',
    path: string,
    action: () => Promise<T>,
  ): Promise<T> => {
    log.push(operation);
    if (fails?.operation === operation && path.endsWith(fails.pathEnd)) throw failure(fails.code);
    return action();
  };

  const faultyFile = (file: nodeFileSystem.FileHandle, path: string): OpenFile => ({
    async write(bytes, offset, length) {
      if (space === 0) throw failure('ENOSPC');
      const { bytesWritten } = await file.write(bytes, offset, Math.min(length, bytesPerWrite, space));
      space -= bytesWritten;
      return { bytesWritten };
    },
    truncate: (length) => file.truncate(length),
    sync: () => run('sync', path, () => file.sync()),
    close: () => file.close(),
  });

  return {
    mkdir: (path) => run('mkdir', path, () => nodeFileSystem.mkdir(path)),
    readdir: (path) => run('readdir', path, () => nodeFileSystem.readdir(path)),
    open: (path, flags) =>
      run('open', path, async () => faultyFile(await nodeFileSystem.open(path, flags), path)),
    rename: (from, to) => run('rename', to, () => nodeFileSystem.rename(from, to)),
    unlink: (path) => run('unlink', path, () => nodeFileSystem.unlink(path)),
  };
}
