import { resolve } from 'node:path';
import { datasetFolder } from '@skipjack/datasets';
import type { CommandContext } from './degradation-command.ts';
import { namedSet } from './data-set-name.ts';
import { withInterrupts } from './interrupts.ts';
import { byteSize } from './quantities.ts';
import { transferProgress } from './transfer-progress.ts';

/** The options of `skipjack data download`. */
export interface DataDownloadFlags {
  /** `--file` */
  readonly file?: readonly string[];
  /** `--data-root` */
  readonly dataRoot?: string;
  /** `--json` */
  readonly json?: boolean;
}

/**
 * `skipjack data download <set>`: fetches those files of a data set that are not there.
 *
 * @param context - Options, world and packages.
 * @param name - Name of the data set.
 * @returns The exit code: 0, or that of the signal that stopped it.
 * @throws UsageError when there is no such data set; it suggests the nearest name.
 */
export async function dataDownloadCommand(
  context: CommandContext<DataDownloadFlags>,
  name: string,
): Promise<number> {
  const { flags, io, services } = context;
  const set = namedSet(name);
  const folder =
    flags.dataRoot === undefined
      ? datasetFolder({ name: set.name, environment: io.environment })
      : resolve(io.workingDirectory, flags.dataRoot);
  const progress = transferProgress(io);
  return await withInterrupts({
    io,
    notice: 'stopping the download; the next one goes on from here',
    work: async ({ signal, exitCode, beforeExit }) => {
      beforeExit(progress.stop);
      try {
        const paths = await services.downloadPublished({
          ...{ set, root: folder, files: flags.file, environment: io.environment, signal },
          onProgress: ({ file, receivedBytes, totalBytes }) => {
            if (flags.json === true) return;
            const amount = `${byteSize(receivedBytes)} of ${byteSize(totalBytes)}`;
            progress.show(`downloading ${file}: ${amount}`, receivedBytes / totalBytes);
          },
        });
        progress.stop();
        if (flags.json === true)
          io.stdout.write(`${JSON.stringify({ set: set.name, folder, downloaded: paths })}\n`);
        else io.stdout.write(`${outcome(set.name, set.note, paths, folder)}\n`);
      } catch (error) {
        if (exitCode() === undefined) throw error;
      } finally {
        progress.stop();
      }
      return exitCode() ?? 0;
    },
  });
}

function outcome(name: string, note: string | undefined, paths: readonly string[], folder: string): string {
  if (paths.length > 0) return paths.map((path) => `downloaded and verified: ${path}`).join('\n');
  if (note !== undefined) return `Nothing to download of ${name}: ${note}.`;
  return `Everything is there already, in ${folder}; \`skipjack data verify ${name}\` compares it with its checksums.`;
}
