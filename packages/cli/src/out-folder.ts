import { mkdir, readdir, unlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { folderError } from './folder-error.ts';
import { hasCode, makeFolder, removeEmptyFolders } from './make-folder.ts';
import { UsageError } from './usage-error.ts';

/** Options of {@link claimOutFolder}. */
export interface ClaimOutFolderOptions {
  /** Value of `--out`; without it, the first free `runs/<experiment>-<number>` is made. */
  readonly out: string | undefined;
  /** Name of the experiment. */
  readonly experiment: string;
  /** Folder that relative paths start from. */
  readonly workingDirectory: string;
}

/** A folder that the run may write to. */
export interface OutFolder {
  /** The path as the user would write it. */
  readonly name: string;
  /** The absolute path; the folder exists and is empty. */
  readonly path: string;
  /** Removes the folder, and those above it, where they were made for this run and are still empty. */
  readonly release: () => Promise<void>;
}

/**
 * Makes the folder of a run, and finds out before the training whether it can be written to.
 *
 * @param options - The user's choice.
 * @returns An empty folder; two runs that start at once never get the same one by default.
 * @throws UsageError when the folder has files in it, is no folder, or is not writable.
 * @throws Error when the machine fails: a full or broken disk, too many open files.
 */
export async function claimOutFolder(options: ClaimOutFolderOptions): Promise<OutFolder> {
  const { out, experiment, workingDirectory } = options;
  if (out !== undefined) return await claim(out, resolve(workingDirectory, out));
  const runs = resolve(workingDirectory, 'runs');
  const made = await orFolderError('runs', makeFolder(runs));
  for (let number = 1; ; number += 1) {
    const name = join('runs', `${experiment}-${number}`);
    const path = resolve(workingDirectory, name);
    try {
      await mkdir(path);
      return { name, path, release: () => removeEmptyFolders([path, ...made]) };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw folderError(name, error);
    }
  }
}

async function claim(name: string, path: string): Promise<OutFolder> {
  const made = await orFolderError(name, makeFolder(path));
  const content = await orFolderError(name, readdir(path));
  if (content.length > 0) {
    throw new UsageError(
      `The output folder ${name} already has files in it (${content[0]}); give --out a new or an empty folder.`,
    );
  }
  const release = (): Promise<void> => removeEmptyFolders(made);
  const probe = join(path, '.writable');
  try {
    await writeFile(probe, '', { flag: 'wx' });
    await unlink(probe);
  } catch (error) {
    await release();
    throw folderError(name, error);
  }
  return { name, path, release };
}

async function orFolderError<T>(name: string, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw folderError(name, error);
  }
}
