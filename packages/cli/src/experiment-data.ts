import { DATASET_NAMES, nearestName } from '@skipjack/datasets';
import type { ImageDataset } from '@skipjack/datasets';
import { resolve } from 'node:path';
import type { CliIo } from './cli-io.ts';
import type { Interrupts } from './interrupts.ts';
import type { Services } from './services.ts';
import { transferProgress } from './transfer-progress.ts';
import { UsageError } from './usage-error.ts';

/** The options that say which data an experiment gets. */
export interface DataFlags {
  /** `--data` */
  readonly data: string;
  /** `--data-root` */
  readonly dataRoot?: string;
  /** `--download` */
  readonly download?: boolean;
  /** `--json` */
  readonly json?: boolean;
}

/**
 * Refuses the name of a data set that there is not.
 *
 * @param name - What the user wrote.
 * @throws UsageError with the nearest name.
 */
export function checkDataName(name: string): void {
  const known: readonly string[] = DATASET_NAMES;
  if (known.includes(name)) return;
  const nearest = nearestName({ name, names: known });
  const hint = nearest === undefined ? 'the' : `did you mean ${nearest}? The`;
  throw new UsageError(`Unknown data set "${name}": ${hint} data sets are ${known.join(', ')}.`);
}

/**
 * Reads the data of an experiment, with the progress of a download shown.
 *
 * @param context - Options, world and packages.
 * @param interrupts - The signals.
 * @returns The data set.
 */
export async function experimentData(
  context: { readonly flags: DataFlags; readonly io: CliIo; readonly services: Services },
  { signal, beforeExit }: Interrupts,
): Promise<ImageDataset> {
  const { flags, io, services } = context;
  const transfer = transferProgress(io);
  beforeExit(transfer.stop);
  const { data: name, dataRoot, download = false } = flags;
  try {
    return await services.loadDataset({
      name,
      root: dataRoot === undefined ? undefined : resolve(io.workingDirectory, dataRoot),
      download,
      signal,
      onProgress: ({ file, receivedBytes, totalBytes }) => {
        if (flags.json !== true) transfer.show(`downloading ${file}`, receivedBytes / totalBytes);
      },
    });
  } finally {
    transfer.stop();
  }
}
