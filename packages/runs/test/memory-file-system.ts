import { dirname, basename } from 'node:path';
import { constants } from 'node:fs';
import type { FileFacts, FileSystem, OpenFile } from '../src/files/file-system.ts';

/** A file in memory. */
export interface MemoryFile {
  readonly type: 'file';
  bytes: Uint8Array;
}

/** A folder in memory. */
export interface MemoryFolder {
  readonly type: 'folder';
  readonly entries: Map<string, MemoryNode>;
}

/** What a name stands for. */
export type MemoryNode = MemoryFile | MemoryFolder;

/** Something that changed the disk, or made it last. */
export type TracedChange =
  | {
      readonly type: 'enter';
      readonly folder: MemoryFolder;
      readonly name: string;
      readonly node: MemoryNode;
    }
  | { readonly type: 'leave'; readonly folder: MemoryFolder; readonly name: string }
  | {
      readonly type: 'move';
      readonly folder: MemoryFolder;
      readonly from: string;
      readonly to: string;
      readonly node: MemoryNode;
    }
  | { readonly type: 'write'; readonly file: MemoryFile; readonly at: number; readonly bytes: Uint8Array }
  | { readonly type: 'sync'; readonly node: MemoryNode }
  | { readonly type: 'mark'; readonly what: string };

const failure = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${path} (in memory)`), { code });

export const emptyFolder = (): MemoryFolder => ({ type: 'folder', entries: new Map() });

/** A disk in memory: quick, and it keeps a trace of all changes. */
export class MemoryFileSystem implements FileSystem {
  readonly root: MemoryFolder;
  readonly trace: TracedChange[] = [];

  constructor(root: MemoryFolder = emptyFolder()) {
    this.root = root;
  }

  /** Says in the trace what happened elsewhere. */
  mark(what: string): void {
    this.trace.push({ type: 'mark', what });
  }

  node(path: string): MemoryNode {
    let node: MemoryNode = this.root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (node.type !== 'folder') throw failure('ENOTDIR', path);
      const next = node.entries.get(name);
      if (next === undefined) throw failure('ENOENT', path);
      node = next;
    }
    return node;
  }

  folder(path: string): MemoryFolder {
    const node = this.node(path);
    if (node.type !== 'folder') throw failure('ENOTDIR', path);
    return node;
  }

  file(path: string): MemoryFile {
    const node = this.node(path);
    if (node.type !== 'file') throw failure('EISDIR', path);
    return node;
  }

  #enter(path: string, node: MemoryNode): void {
    const [folder, name] = [this.folder(dirname(path)), basename(path)];
    if (folder.entries.has(name)) throw failure('EEXIST', path);
    folder.entries.set(name, node);
    this.trace.push({ type: 'enter', folder, name, node });
  }

  async mkdir(path: string): Promise<void> {
    this.#enter(path, emptyFolder());
  }

  async readdir(path: string): Promise<string[]> {
    return [...this.folder(path).entries.keys()];
  }

  async open(path: string, flags: string | number): Promise<OpenFile> {
    if (flags === 'wx') this.#enter(path, { type: 'file', bytes: new Uint8Array(0) });
    const node = this.node(path);
    if (typeof flags === 'number' && (flags & constants.O_WRONLY) !== 0) throw failure('EINVAL', path);
    return this.#opened(node, path);
  }

  #opened(node: MemoryNode, path: string): OpenFile {
    let at = 0;
    const file = (): MemoryFile => (node.type === 'file' ? node : this.file(path));
    return {
      read: async (bytes, offset, length) => {
        const part = file().bytes.subarray(at, at + length);
        bytes.set(part, offset);
        at += part.length;
        return { bytesRead: part.length };
      },
      write: async (bytes, offset, length) => {
        const written = bytes.slice(offset, offset + length);
        this.trace.push({ type: 'write', file: file(), at, bytes: written });
        overwrite(file(), at, written);
        at += length;
        return { bytesWritten: length };
      },
      truncate: async (length) => {
        file().bytes = file().bytes.slice(0, length);
      },
      sync: async () => void this.trace.push({ type: 'sync', node }),
      close: async () => undefined,
    };
  }

  async rename(from: string, to: string): Promise<void> {
    const folder = this.folder(dirname(from));
    const node = this.node(from);
    if (dirname(from) !== dirname(to)) throw failure('EXDEV', to);
    const there = folder.entries.get(basename(to));
    if (there?.type === 'folder' && there.entries.size > 0) throw failure('ENOTEMPTY', to);
    folder.entries.delete(basename(from));
    folder.entries.set(basename(to), node);
    this.trace.push({ type: 'move', folder, from: basename(from), to: basename(to), node });
  }

  async link(from: string, to: string): Promise<void> {
    this.#enter(to, this.file(from));
  }

  #leave(path: string): void {
    const [folder, name] = [this.folder(dirname(path)), basename(path)];
    folder.entries.delete(name);
    this.trace.push({ type: 'leave', folder, name });
  }

  async unlink(path: string): Promise<void> {
    this.file(path);
    this.#leave(path);
  }

  async rmdir(path: string): Promise<void> {
    if (this.folder(path).entries.size > 0) throw failure('ENOTEMPTY', path);
    this.#leave(path);
  }

  async lstat(path: string): Promise<FileFacts> {
    const node = this.node(path);
    return {
      size: node.type === 'file' ? node.bytes.length : 0,
      isFile: () => node.type === 'file',
      isDirectory: () => node.type === 'folder',
    };
  }

  async statfs(): Promise<{ bsize: number; blocks: number; bavail: number }> {
    return { bsize: 4096, blocks: 1 << 20, bavail: 1 << 20 };
  }
}

/** Writes into a file, which grows as is needed. */
export function overwrite(file: MemoryFile, at: number, bytes: Uint8Array): void {
  const grown = new Uint8Array(Math.max(file.bytes.length, at + bytes.length));
  grown.set(file.bytes);
  grown.set(bytes, at);
  file.bytes = grown;
}

/** A disk with copies of all folders; files share their bytes, which are replaced and never changed. */
export function copyOf(node: MemoryFolder): MemoryFolder {
  const entries = [...node.entries].map(
    ([name, inner]) =>
      [
        name,
        inner.type === 'folder' ? copyOf(inner) : { type: 'file' as const, bytes: inner.bytes },
      ] as const,
  );
  return { type: 'folder', entries: new Map(entries) };
}
