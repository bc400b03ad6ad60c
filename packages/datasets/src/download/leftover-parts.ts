import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbandoned, parsePartRecord } from './part-owner.ts';
import type { PartRecord } from './part-owner.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a download or a write that did not end has left in a folder. */
export interface LeftoverPart {
  /** Name of the file that it was to become. */
  readonly name: string;
  /** Path of the part; what is beside it is named alike. */
  readonly part: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Where it comes from; undefined where nothing readable says so. */
  readonly record: PartRecord | undefined;
  /** `writing`: another process is at it, as far as can be told. `abandoned`: the next download goes on from it. `stale`: of no use. */
  readonly state: 'writing' | 'abandoned' | 'stale';
}

const PART = /^(.+)\.[0-9a-f]{12}\.part$/;

/**
 * Lists the parts in a folder.
 *
 * @param folder - The folder; a missing one has none.
 * @returns The parts, the largest first.
 */
export async function leftoverParts(folder: string): Promise<LeftoverPart[]> {
  const names = await readdir(folder).catch(() => []);
  const parts = await Promise.all(
    names.flatMap((entry) => {
      const name = PART.exec(entry)?.[1];
      return name === undefined ? [] : [leftover(name, join(folder, entry))];
    }),
  );
  return parts.filter((part) => part !== undefined).sort((a, b) => b.bytes - a.bytes);
}

async function leftover(name: string, part: string): Promise<LeftoverPart | undefined> {
  const found = await stat(part).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  const text = await readFile(sidecarOf(part), 'utf8').catch(() => '');
  const record = parsePartRecord(text);
  const old = Date.now() - found.mtimeMs > DAY_MS;
  const abandoned = record !== undefined && isAbandoned(record.owner);
  const state = abandoned ? 'abandoned' : old ? 'stale' : 'writing';
  return { name, part, bytes: found.size, record, state };
}

/**
 * Names what is written beside a part.
 *
 * @param part - Path of the part.
 * @returns Path of its record.
 */
export function sidecarOf(part: string): string {
  return `${part}.json`;
}

/**
 * Names the file by which a process claims a part of another.
 *
 * @param part - Path of the part.
 * @returns Path of the claim.
 */
export function claimOf(part: string): string {
  return `${part}.claim`;
}

/**
 * Removes a part and what is beside it.
 *
 * @param part - Path of the part.
 */
export async function removePart(part: string): Promise<void> {
  for (const path of [part, sidecarOf(part), claimOf(part)]) await rm(path, { force: true });
}
