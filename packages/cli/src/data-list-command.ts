import { cacheRoot, listCache, PUBLISHED_SETS } from '@skipjack/datasets';
import type { CachedSet, PublishedSet } from '@skipjack/datasets';
import type { CommandContext } from './degradation-command.ts';
import type { JsonFlags } from './doctor-command.ts';
import { byteSize } from './quantities.ts';
import { textTable } from './text-table.ts';

/**
 * `skipjack data list`: lists the published data sets and what the cache has.
 *
 * @param context - Options, world and packages.
 * @returns The exit code 0.
 */
export async function dataListCommand(context: CommandContext<JsonFlags>): Promise<number> {
  const { flags, io } = context;
  const root = cacheRoot(io.environment);
  const cached = await listCache({ root });
  const sets = [
    ...PUBLISHED_SETS.map((set) => ({ set, cache: cached.find(({ name }) => name === set.name) })),
    ...cached
      .filter(({ name }) => PUBLISHED_SETS.every((set) => set.name !== name))
      .map((cache) => ({ set: undefined, cache })),
  ];
  if (flags.json === true) {
    const list = sets.map(({ set, cache }) => ({
      ...{
        name: set?.name ?? cache?.name,
        title: set?.title ?? null,
        source: set?.source ?? null,
        home: set?.home ?? null,
      },
      downloadBytes: set === undefined ? null : needed(set),
      folder: cache?.folder ?? null,
      cachedBytes: cache?.bytes ?? 0,
      state: stateOf(set, cache),
    }));
    io.stdout.write(`${JSON.stringify(list)}\n`);
    return 0;
  }
  const rows = sets.map(({ set, cache }) => [
    set?.name ?? cache?.name ?? '',
    stateOf(set, cache),
    set?.title ?? 'not a published data set',
    set === undefined || needed(set) === 0 ? '' : byteSize(needed(set)),
    cache === undefined ? '' : byteSize(cache.bytes),
  ]);
  const titles = ['data set', 'state', 'what it is', 'download', 'in cache'];
  io.stdout.write(textTable({ titles, rows, left: 3 }));
  io.stdout.write(`\nThe cache is ${root}\n`);
  return 0;
}

function needed({ files }: PublishedSet): number {
  return files.reduce((sum, { bytes, optional }) => sum + (optional === true ? 0 : bytes), 0);
}

function stateOf(set: PublishedSet | undefined, cache: CachedSet | undefined): string {
  if (set?.source === 'embedded') return 'embedded';
  const there = new Set(cache?.files.map(({ name }) => name));
  if (there.size === 0) return set?.source === 'folder' ? 'folder only' : 'not there';
  const missing = set?.files.some(
    ({ name, optional }) =>
      optional !== true &&
      !there.has(name) &&
      !there.has(name.replace(/\.gz$/, '')) &&
      !set.files.some(({ name: other, insteadOf }) => insteadOf === name && there.has(other)),
  );
  return missing === true ? 'incomplete' : 'in cache';
}
