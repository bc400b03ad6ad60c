import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { TrainingState } from '@skipjack/recipes';
import { nodeFileSystem } from '../files/file-system.ts';
import type { FileSystem } from '../files/file-system.ts';
import { readSized } from '../files/read-file.ts';
import { errorCode, readError } from '../files/run-folder-error.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { parseCheckpointName } from './checkpoint-name.ts';
import { MANIFEST, MAX_MANIFEST_BYTES, readManifest } from './manifest.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { stateOf } from './state-files.ts';
import type { StateFileName } from './state-files.ts';

/** What is checked of each file; tests leave one out to see that they notice. */
export interface Checks {
  /** Its size, before it is read. */
  readonly size: boolean;
  /** Its SHA-256. */
  readonly sha256: boolean;
}

/** All of them. */
export const ALL_CHECKS: Checks = { size: true, sha256: true };

/** Options of {@link readCheckpoint}. */
export interface ReadCheckpointOptions {
  /** Folder of the one checkpoint, as `checkpoints/step-00001234`. */
  readonly path: string;
  /**
   * The disk.
   * @defaultValue `nodeFileSystem`
   */
  readonly fs?: FileSystem;
}

/** Codes of a damaged or incomplete folder, as opposed to those of a system that refuses for now. */
const DAMAGE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EIO']);

async function sizeOf(fs: FileSystem, folder: string, name: string): Promise<number> {
  const facts = await fs.lstat(join(folder, name));
  if (!facts.isFile()) throw new Error(`${name} is no file`);
  return facts.size;
}

async function manifestOf(fs: FileSystem, folder: string): Promise<Manifest> {
  if (!(await fs.lstat(folder)).isDirectory()) throw new Error('it is no folder');
  const size = await sizeOf(fs, folder, MANIFEST);
  if (size > MAX_MANIFEST_BYTES) throw new Error(`${MANIFEST} has ${size} bytes`);
  const manifest = readManifest(await readSized({ fs, path: join(folder, MANIFEST), size }));
  const named = parseCheckpointName(basename(folder));
  if (named !== undefined && (named.kind !== manifest.kind || named.step !== manifest.step))
    throw new Error(`${MANIFEST} is of the ${manifest.kind} one of step ${manifest.step}`);
  return manifest;
}

async function fileOf(
  fs: FileSystem,
  folder: string,
  file: ManifestFile,
  checks: Checks,
): Promise<Uint8Array> {
  const size = await sizeOf(fs, folder, file.name);
  if (checks.size && size !== file.size)
    throw new Error(`${file.name} has ${size} bytes, and ${MANIFEST} says ${file.size}`);
  const hash = createHash('sha256');
  const path = join(folder, file.name);
  const bytes = await readSized({ fs, path, size, onBlock: (block) => hash.update(block) });
  if (checks.sha256 && hash.digest('hex') !== file.sha256)
    throw new Error(`${file.name} is damaged: its SHA-256 is not the one in ${MANIFEST}`);
  return bytes;
}

async function readFiles(fs: FileSystem, folder: string, checks: Checks): Promise<TrainingState> {
  const manifest = await manifestOf(fs, folder);
  const files = {} as Record<StateFileName, Uint8Array>;
  for (const file of manifest.files)
    files[file.name as StateFileName] = await fileOf(fs, folder, file, checks);
  const state = stateOf(files);
  if (state.step !== manifest.step) throw new Error(`state.json is of step ${state.step}`);
  return state;
}

/** {@link readCheckpoint} with all of its options. */
export async function readCheckedCheckpoint(
  path: string,
  fs: FileSystem,
  checks: Checks,
): Promise<TrainingState> {
  try {
    return await readFiles(fs, path, checks);
  } catch (cause) {
    const code = errorCode(cause);
    if (code?.startsWith('E') === true && !DAMAGE.has(code) && !code.startsWith('ERR_'))
      throw readError(path, cause);
    throw new CheckpointError(
      path,
      cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause),
      {
        cause,
      },
    );
  }
}

/**
 * Reads one checkpoint, and certifies it: the manifest is whole, and every file has its size and SHA-256.
 *
 * @param options - The folder.
 * @throws {@link CheckpointError} where it is damaged, incomplete, or of another version.
 * @throws {@link RunFolderError} where the system does not let it be read.
 */
export async function readCheckpoint(options: ReadCheckpointOptions): Promise<TrainingState> {
  const { path, fs = nodeFileSystem } = options;
  return readCheckedCheckpoint(path, fs, ALL_CHECKS);
}
