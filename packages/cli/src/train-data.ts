import { datasetFolder } from '@skipjack/datasets';
import type { Recipe } from '@skipjack/recipes';
import type { RunRecord } from '@skipjack/runs';
import { resolve } from 'node:path';
import type { CliIo } from './cli-io.ts';
import { namedSet } from './data-set-name.ts';
import type { CommandContext } from './degradation-command.ts';
import type { Interrupts } from './interrupts.ts';
import { byteSize } from './quantities.ts';
import type { TrainFlags } from './train-command.ts';
import { transferProgress } from './transfer-progress.ts';
import { UsageError } from './usage-error.ts';

/** What the user gave about the data. */
export interface DataSpecOptions {
  /** `--data` */
  readonly data?: string;
  /** `--data-root` */
  readonly dataRoot?: string;
  /** The recipe, whose data are taken unless the user says otherwise. */
  readonly recipe: Recipe;
  /** The data of the run that goes on. */
  readonly former: RunRecord['data'] | undefined;
  /** The folder that relative paths start from. */
  readonly io: Pick<CliIo, 'workingDirectory'>;
}

/** Data that are nowhere unless their path is given. */
const NEED_PATH: ReadonlySet<string> = new Set([
  'imagenet',
  'folder',
  'tfrecord',
  'webdataset',
  'parquet',
  'csv',
]);

/** A kind of data set and what comes after its colon. */
function parts(spec: string): { readonly kind: string; readonly path: string | undefined } {
  const colon = spec.indexOf(':');
  if (colon < 0) return { kind: spec, path: undefined };
  return { kind: spec.slice(0, colon), path: spec.slice(colon + 1) };
}

/**
 * Says where the data of a training are, as `openSource` takes it, with absolute paths.
 *
 * @param options - What the user gave, and the recipe.
 * @throws UsageError where a path is missing, or given twice.
 */
export function dataSpec(options: DataSpecOptions): string {
  const { data, dataRoot, recipe, former, io } = options;
  const absolute = (path: string): string => resolve(io.workingDirectory, path);
  const recorded = former?.name === recipe.data.name ? former.spec : undefined;
  const { kind, path } = parts(data ?? (dataRoot === undefined ? recorded : undefined) ?? recipe.data.name);
  if (path !== undefined && dataRoot !== undefined)
    throw new UsageError(
      `--data ${data ?? ''} and --data-root both say where the data are; give one of them.`,
    );
  if (path === undefined && dataRoot === undefined) {
    if (NEED_PATH.has(kind))
      throw new UsageError(
        `The recipe ${recipe.name} needs the path of its data; give --data ${kind}:/path.`,
      );
    return kind;
  }
  // What follows synthetic: is a shape.
  if (kind === 'synthetic' && path !== undefined) return `${kind}:${path}`;
  return `${kind}:${absolute(dataRoot ?? path ?? '')}`;
}

/** Fetches those files of the data set that are missing, where the user allows it. */
export async function downloadIfAsked(
  { flags, io, services }: CommandContext<TrainFlags>,
  spec: string,
  { signal, beforeExit }: Interrupts,
): Promise<void> {
  if (flags.download !== true) return;
  const { kind, path } = parts(spec);
  const set = namedSet(kind);
  const transfer = transferProgress(io);
  beforeExit(transfer.stop);
  try {
    await services.downloadPublished({
      ...{ set, root: path ?? datasetFolder({ name: set.name, environment: io.environment }) },
      ...{ environment: io.environment, signal },
      onProgress: ({ file, receivedBytes, totalBytes }) => {
        if (flags.json === true) return;
        const amount = `${byteSize(receivedBytes)} of ${byteSize(totalBytes)}`;
        transfer.show(`downloading ${file}: ${amount}`, receivedBytes / totalBytes);
      },
    });
  } finally {
    transfer.stop();
  }
}
