import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { FileSystem } from '../files/file-system.ts';
import { writeNewFile } from '../files/new-file.ts';
import { readSized } from '../files/read-file.ts';
import { errorCode } from '../files/run-folder-error.ts';
import { readJson } from '../json/strict-json.ts';
import { exists, mayBeAlive, ownIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const MAX_BYTES = 4096;

/** What a lock file holds. */
export interface LockRecord extends ProcessIdentity {
  /** Random: no other lock has it. */
  readonly token: string;
}

/** A lock of this process. */
export const ownLock = (): LockRecord => ({ ...ownIdentity(), token: randomBytes(8).toString('hex') });

/** What is at a lock's path: nothing, a lock, or something else. */
export type Found = LockRecord | 'nothing' | 'unreadable';

function recordOf(bytes: Uint8Array): LockRecord | undefined {
  const value = readJson(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { pid, started, boot, host, token } = value as { readonly [key: string]: unknown };
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  if (typeof token !== 'string' || !/^[\da-f]{16}$/.test(token)) return undefined;
  if (typeof started !== 'string' || typeof boot !== 'string' || typeof host !== 'string') return undefined;
  return { pid, started, boot, host, token };
}

/** Reads a lock file. */
export async function readLock(fs: FileSystem, path: string): Promise<Found> {
  try {
    const facts = await fs.lstat(path);
    if (!facts.isFile() || facts.size > MAX_BYTES) return 'unreadable';
    return recordOf(await readSized({ fs, path, size: facts.size })) ?? 'unreadable';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return 'nothing';
    if (code !== undefined) throw error;
    return 'unreadable';
  }
}

/** Errors of file systems on which a file has one name only. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
]);

async function linkOrWrite(fs: FileSystem, path: string, chunks: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeNewFile({ fs, path: temporary, chunks });
    await fs.link(temporary, path);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error))) throw error;
    await writeNewFile({ fs, path, chunks });
  } finally {
    await fs.unlink(temporary).catch(() => undefined);
  }
}

/**
 * Puts a whole lock file where nothing is yet.
 *
 * @returns Whether it did: of several processes that try at once, one does.
 */
export async function placeLock(fs: FileSystem, path: string, lock: LockRecord): Promise<boolean> {
  try {
    await linkOrWrite(fs, path, [new TextEncoder().encode(`${JSON.stringify(lock)}\n`)]);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a lock whose owner is dead. The right to do so is a lock of its own, named after the dead one's token: whoever has
 * it looks again, so that the lock of a process that was quicker stays.
 */
export async function removeStaleLock(
  fs: FileSystem,
  path: string,
  stale: LockRecord,
  own: LockRecord,
): Promise<void> {
  const claim = `${path}.${stale.token}`;
  if (await placeLock(fs, claim, own)) {
    try {
      const found = await readLock(fs, path);
      if (typeof found === 'object' && found.token === stale.token) await fs.unlink(path);
    } finally {
      // Whoever has the lock by now may have cleared the claim away.
      await fs.unlink(claim).catch(() => undefined);
    }
    return;
  }
  const claimant = await readLock(fs, claim);
  if (typeof claimant === 'object' && !mayBeAlive(claimant)) await removeStaleLock(fs, claim, claimant, own);
}

const TEMPORARY = /\.(\d+)-[\da-f]{8}\.tmp$/;
const CLAIM = /\.[\da-f]{16}$/;

/** Removes what killed processes left beside a lock that we have: no claim to an earlier one means anything any more. */
export async function clearAround(fs: FileSystem, path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await fs.readdir(folder)) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const writer = Number(TEMPORARY.exec(name)?.[1] ?? 0);
    if (CLAIM.test(name) || (writer > 0 && !exists(writer)))
      await fs.unlink(join(folder, name)).catch(() => undefined);
  }
}
