import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { cacheRoot, folderReportText, PUBLISHED_SETS, verifyCache, verifyFolder } from '@skipjack/datasets';
import type { CacheCheck } from '@skipjack/datasets';
import type { CommandContext } from './degradation-command.ts';
import { namedSet } from './data-set-name.ts';
import { withInterrupts } from './interrupts.ts';
import { transferProgress } from './transfer-progress.ts';
import type { TransferProgress } from './transfer-progress.ts';
import { UsageError } from './usage-error.ts';

/** The options of `skipjack data verify`. */
export interface DataVerifyFlags {
  /** `--max-pixels` */
  readonly maxPixels: number;
  /** `--json` */
  readonly json?: boolean;
}

/** Findings of a kind that are printed; `--json` has them all. */
const MOST_LISTED = 100;

/**
 * `skipjack data verify [set or folder]`: compares the files of a data set with their checksums, or decodes every image of a folder.
 *
 * @param context - Options, world and packages.
 * @param what - Name of a data set, or a folder; everything in the cache where it is undefined.
 * @returns The exit code: 0, 1 where something is damaged or missing, or that of the signal that stopped it.
 * @throws UsageError when it is neither a data set nor a folder.
 */
export async function dataVerifyCommand(
  context: CommandContext<DataVerifyFlags>,
  what: string | undefined,
): Promise<number> {
  const { flags, io } = context;
  const progress = transferProgress(io);
  return await withInterrupts({
    io,
    notice: 'stopping the verification',
    work: async ({ signal, exitCode, beforeExit }) => {
      beforeExit(progress.stop);
      const shown: TransferProgress = flags.json === true ? { ...progress, show: () => {} } : progress;
      try {
        const isSet = what === undefined || PUBLISHED_SETS.some(({ name }) => name === what);
        return isSet
          ? await verifySet(context, what, shown, signal)
          : await verifyPlace(context, what, shown, signal);
      } catch (error) {
        const code = exitCode();
        if (code === undefined) throw error;
        return code;
      } finally {
        progress.stop();
      }
    },
  });
}

async function verifySet(
  { flags, io, services }: CommandContext<DataVerifyFlags>,
  name: string | undefined,
  progress: TransferProgress,
  signal: AbortSignal,
): Promise<number> {
  if (name !== undefined) {
    const { source, note } = namedSet(name);
    if (source === 'folder') {
      throw new UsageError(
        `${name} has no known checksums (${note}): give its folder, with ./ before a name.`,
      );
    }
    if (source === 'embedded') {
      // Loading verifies every file.
      await services.loadDataset({ name, signal });
      io.stdout.write(
        flags.json === true ? '[]\n' : `${name}: ok, the files of the package are the published ones\n`,
      );
      return 0;
    }
  }
  const checks = await verifyCache({
    root: cacheRoot(io.environment),
    names: name === undefined ? undefined : [name],
    signal,
    onProgress: ({ file, readBytes, totalBytes }) =>
      progress.show(`verifying ${file}`, readBytes / totalBytes),
  });
  progress.stop();
  if (flags.json === true) io.stdout.write(`${JSON.stringify(checks)}\n`);
  else if (checks.length === 0) io.stdout.write('The cache is empty.\n');
  else io.stdout.write(checks.map((check) => `${line(check)}\n`).join(''));
  return checks.some(({ state }) => state === 'damaged' || state === 'missing') ? 1 : 0;
}

function line({ file, state, problem, set }: CacheCheck): string {
  if (state === 'ok') return `ok       ${file}`;
  if (state === 'unknown') return `unknown  ${file}: no checksum of it is known`;
  if (state === 'missing') return `missing  ${file}: \`skipjack data download ${set}\` gets it`;
  return `damaged  ${file}: ${problem}; delete it, and \`skipjack data download ${set}\` gets it again`;
}

async function verifyPlace(
  { flags, io }: CommandContext<DataVerifyFlags>,
  what: string,
  progress: TransferProgress,
  signal: AbortSignal,
): Promise<number> {
  const root = resolve(io.workingDirectory, what);
  // A name without a slash may have been meant for a data set.
  if (!existsSync(root) && !/[\\/]/.test(what)) namedSet(what);
  const report = await verifyFolder({
    ...{ root, maxPixels: flags.maxPixels, signal },
    onProgress: ({ done, total }) => progress.show(`looking at the images of ${what}`, done / total),
  });
  progress.stop();
  io.stdout.write(
    flags.json === true ? `${JSON.stringify(report)}\n` : folderReportText(report, MOST_LISTED),
  );
  return report.damage > 0 ? 1 : 0;
}
