import { hostname } from 'node:os';

/** The process that writes a part; null when it has let go of it. */
export type PartOwner = { readonly pid: number; readonly host: string } | null;

/** Where the bytes of a part come from. */
export interface PartSource {
  /** Address that was asked. */
  readonly url: string;
  /** Strong `ETag`, or a `Last-Modified` that is as good, of what the part is the beginning of; null where there is none. */
  readonly validator: string | null;
}

/** What is written beside a part. */
export interface PartRecord extends PartSource {
  /** Size of the whole file in bytes. */
  readonly bytes: number;
  /** Who writes it. */
  readonly owner: PartOwner;
}

/** This process. */
export function thisProcess(): PartOwner {
  return { pid: process.pid, host: hostname() };
}

/**
 * Says whether a part may be taken over: its owner has let go of it, or was a process of this machine that runs no more.
 *
 * @param owner - Who wrote it.
 * @returns Whether nobody writes it.
 */
export function isAbandoned(owner: PartOwner): boolean {
  if (owner === null) return true;
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    // EPERM: it runs, and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/**
 * Reads what is written beside a part.
 *
 * @param text - JSON.
 * @returns The record; undefined when it is none.
 */
export function parsePartRecord(text: string): PartRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { url, validator, bytes, owner } = value as Partial<Record<keyof PartRecord, unknown>>;
  if (typeof url !== 'string' || typeof bytes !== 'number') return undefined;
  if (validator !== null && typeof validator !== 'string') return undefined;
  if (owner === null) return { url, validator, bytes, owner };
  if (typeof owner !== 'object') return undefined;
  const { pid, host } = owner as { pid?: unknown; host?: unknown };
  const isProcess =
    typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0 && typeof host === 'string';
  return isProcess ? { url, validator, bytes, owner: { pid, host } } : undefined;
}
