import { differences } from '@skipjack/recipes';
import type { JsonValue } from '@skipjack/recipes';
import { writeFileAtomic } from '@skipjack/runs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CliIo } from './cli-io.ts';
import { claimOutFolder } from './out-folder.ts';
import { UsageError } from './usage-error.ts';

const FILE = 'sweep.json';

/** The folder of a sweep. */
export interface SweepFolder {
  /** As the user would write it. */
  readonly name: string;
  /** The absolute path. */
  readonly path: string;
  /** Writes what the sweep is, so that it can be gone on with. */
  readonly begin: () => Promise<void>;
  /** Removes it, where it was made and is still empty. */
  readonly release: () => Promise<void>;
}

/** Options of {@link sweepFolder}. */
export interface SweepFolderOptions {
  /** `--out` */
  readonly out: string | undefined;
  /** `--resume` */
  readonly resume: boolean;
  /** Name of the recipe. */
  readonly recipe: string;
  /** What the sweep is: another one is not gone on with. */
  readonly plan: JsonValue;
  /** The folder that relative paths start from. */
  readonly io: Pick<CliIo, 'workingDirectory'>;
}

/**
 * Finds the folder of a sweep: a new one, or with `--resume` that of the one that goes on.
 *
 * @param options - What the user gave.
 * @throws UsageError where it is of another sweep, or cannot be used.
 */
export async function sweepFolder(options: SweepFolderOptions): Promise<SweepFolder> {
  const { out, resume, recipe, plan, io } = options;
  const content = `${JSON.stringify(plan, null, 2)}\n`;
  if (!resume) {
    const folder = await claimOutFolder({
      ...{ out, experiment: `sweep-${recipe}`, workingDirectory: io.workingDirectory },
    });
    return { ...folder, begin: () => writeFileAtomic({ path: join(folder.path, FILE), content }) };
  }
  if (out === undefined)
    throw new UsageError('--resume needs the sweep to go on with; give its folder by --out.');
  const path = resolve(io.workingDirectory, out);
  const before = await readFile(join(path, FILE), 'utf8').then(
    (text) => JSON.parse(text) as JsonValue,
    (error: unknown) => {
      throw new UsageError(
        `${out} is no folder of a sweep (${FILE} cannot be read); leave --resume out, or give --out another folder.`,
        { cause: error },
      );
    },
  );
  const [first] = differences(before, plan);
  if (first !== undefined)
    throw new UsageError(
      `The sweep in ${out} is another one: its ${first.path} is ${JSON.stringify(first.before) ?? 'absent'}, and now ${JSON.stringify(first.after) ?? 'absent'}; give what it was, or leave --resume out.`,
    );
  return { name: out, path, begin: async () => {}, release: async () => {} };
}
