import { isMainThread } from 'node:worker_threads';
import { NativeSession } from './native-session.ts';

/** A loaded graph, shared by all that were loaded from the same folder with the same tags. */
export interface OpenModel {
  readonly session: NativeSession;
  /** How many models run it. */
  users: number;
}

const open = new Map<string, OpenModel>();
let closesAtExit = false;

/**
 * Loads a graph, or answers the one that is loaded already, with a user more.
 * @param folder - absolute
 */
export function openModel(folder: string, tags: readonly string[]): OpenModel {
  const key = JSON.stringify([folder, [...tags].sort()]);
  const known = open.get(key) ?? { session: new NativeSession(folder, tags), users: 0 };
  known.users++;
  open.set(key, known);
  // Sessions of the main thread end with the process.
  if (!isMainThread && !closesAtExit) process.once('exit', closeAll);
  closesAtExit = true;
  return known;
}

/** One user less; the graph is given back with the last one. */
export function closeModel(model: OpenModel): void {
  if (--model.users > 0) return;
  for (const [key, one] of open) if (one === model) open.delete(key);
  model.session.close();
}

/** How many graphs are loaded. */
export function openModelCount(): number {
  return open.size;
}

function closeAll(): void {
  for (const { session } of open.values()) session.close();
  open.clear();
}
