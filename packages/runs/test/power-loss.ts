import { emptyFolder, overwrite } from './memory-file-system.ts';
import type { MemoryFile, MemoryFolder, MemoryNode, TracedChange } from './memory-file-system.ts';

/** Most changes that may each be lost or kept in all combinations; of more, each alone is, and each alone is kept. */
const MAX_FREE = 6;

/** What of a change a disk that lost power kept. */
type Kept = 'all' | 'none' | 'half';

/** What a disk holds at some time, with the nodes by which a trace speaks of it. */
export interface Snapshot {
  readonly node: MemoryNode;
  readonly bytes: Uint8Array;
  readonly entries: readonly (readonly [string, Snapshot])[];
}

/** Remembers what is under a node: files' bytes are replaced and never changed. */
export function snapshotOf(node: MemoryNode): Snapshot {
  if (node.type === 'file') return { node, bytes: node.bytes, entries: [] };
  const entries = [...node.entries].map(([name, inner]) => [name, snapshotOf(inner)] as const);
  return { node, bytes: new Uint8Array(0), entries };
}

/** Nodes of a new disk by those of the trace. */
class Replay {
  readonly #nodes = new Map<MemoryNode, MemoryNode>();

  /** The new disk's own node: empty at first. */
  of<T extends MemoryNode>(node: T): T {
    let own = this.#nodes.get(node);
    if (own === undefined) {
      own = node.type === 'file' ? { type: 'file', bytes: new Uint8Array(0) } : emptyFolder();
      this.#nodes.set(node, own);
    }
    return own as T;
  }

  start({ node, bytes, entries }: Snapshot): MemoryNode {
    const own = this.of(node);
    if (own.type === 'file') own.bytes = bytes;
    else for (const [name, inner] of entries) own.entries.set(name, this.start(inner));
    return own;
  }
}

function write(file: MemoryFile, at: number, bytes: Uint8Array, kept: Kept): void {
  // The file's length can be on the disk before what is in it.
  if (kept === 'none') overwrite(file, at, new Uint8Array(bytes.length));
  else
    overwrite(file, at, kept === 'all' ? bytes : bytes.map((byte, i) => (i * 2 < bytes.length ? byte : 0)));
}

function apply(replay: Replay, change: TracedChange, kept: Kept): void {
  if (change.type === 'write') write(replay.of(change.file), change.at, change.bytes, kept);
  if (kept === 'none') return;
  if (change.type === 'enter') replay.of(change.folder).entries.set(change.name, replay.of(change.node));
  if (change.type === 'leave') replay.of(change.folder).entries.delete(change.name);
  if (change.type === 'move') {
    const { entries } = replay.of(change.folder);
    entries.delete(change.from);
    entries.set(change.to, replay.of(change.node));
  }
}

/** Whether a change was flushed by the end of the trace. */
function isLasting(trace: readonly TracedChange[], index: number): boolean {
  const change = trace[index];
  if (change === undefined || change.type === 'sync' || change.type === 'mark') return true;
  const node = change.type === 'write' ? change.file : change.folder;
  return trace.slice(index + 1).some((later) => later.type === 'sync' && later.node === node);
}

/** Every choice of what is kept of so many changes; of many, every choice in which one differs from all others. */
function* choices(writes: readonly boolean[]): Generator<readonly Kept[]> {
  const options = writes.map((isWrite): readonly Kept[] =>
    isWrite ? ['all', 'none', 'half'] : ['all', 'none'],
  );
  if (writes.length > MAX_FREE) {
    for (const most of ['all', 'none'] as const) {
      yield writes.map(() => most);
      for (const [index, own] of options.entries())
        for (const one of own) yield writes.map((_, other) => (other === index ? one : most));
    }
    return;
  }
  const count = options.reduce((product, own) => product * own.length, 1);
  for (let number = 0; number < count; number += 1) {
    let rest = number;
    yield options.map((own) => {
      const kept = own[rest % own.length] ?? 'all';
      rest = Math.floor(rest / own.length);
      return kept;
    });
  }
}

/**
 * Every disk that may be found after a power failure at the end of a trace: changes that were not flushed are kept, lost or
 * half there, each by itself and in any order.
 *
 * @param start - The disk at the start of the trace.
 * @param trace - What happened up to the failure.
 */
export function* disksAfterPowerLoss(
  start: Snapshot,
  trace: readonly TracedChange[],
): Generator<MemoryFolder> {
  const free = trace.flatMap((_, index) => (isLasting(trace, index) ? [] : [index]));
  for (const kept of choices(free.map((index) => trace[index]?.type === 'write'))) {
    const replay = new Replay();
    const disk = replay.start(start);
    const fates = new Map(free.map((index, at) => [index, kept[at] ?? 'all']));
    for (const [index, change] of trace.entries()) apply(replay, change, fates.get(index) ?? 'all');
    if (disk.type === 'folder') yield disk;
  }
}
