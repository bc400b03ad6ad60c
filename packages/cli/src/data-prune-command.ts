import { cacheRoot, pruneCache } from '@skipjack/datasets';
import type { CommandContext } from './degradation-command.ts';
import { byteSize } from './quantities.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack data prune`. */
export interface DataPruneFlags {
  /** `--all` */
  readonly all?: boolean;
  /** `--dry-run` */
  readonly dryRun?: boolean;
  /** `--json` */
  readonly json?: boolean;
}

/**
 * `skipjack data prune [sets...]`: removes data sets from the cache, or what downloads that did not end have left in it.
 *
 * @param context - Options, world and packages.
 * @param names - Data sets to remove; none for leftovers only.
 * @returns The exit code 0.
 * @throws UsageError when a data set is not in the cache, or `--all` is given with names.
 */
export async function dataPruneCommand(
  context: CommandContext<DataPruneFlags>,
  names: readonly string[],
): Promise<number> {
  const { flags, io } = context;
  if (flags.all === true && names.length > 0) {
    throw new UsageError(
      `--all removes every data set; give it alone, or only the names (${names.join(', ')}).`,
    );
  }
  const wanted = flags.all === true ? 'all' : names.length > 0 ? names : undefined;
  const root = cacheRoot(io.environment);
  const dryRun = flags.dryRun ?? false;
  const pruned = await pruneCache({ root, names: wanted, dryRun }).catch((error: unknown) => {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  });
  if (flags.json === true) {
    io.stdout.write(`${JSON.stringify(pruned)}\n`);
    return 0;
  }
  const verb = dryRun ? 'would be removed' : 'removed';
  for (const { path, bytes } of pruned) io.stdout.write(`${path}: ${byteSize(bytes)}\n`);
  const total = pruned.reduce((sum, { bytes }) => sum + bytes, 0);
  io.stdout.write(pruned.length === 0 ? 'There is nothing to remove.\n' : `${byteSize(total)} ${verb}.\n`);
  return 0;
}
