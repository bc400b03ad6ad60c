import { join } from 'node:path';
import type { CheckpointKind, CheckpointStore, TrainingState } from '@skipjack/recipes';
import { nodeFileSystem } from '../files/file-system.ts';
import type { FileSystem } from '../files/file-system.ts';
import { makeFolder, removeFolder } from '../files/folders.ts';
import { errorCode, readError, writeError } from '../files/run-folder-error.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { isTemporaryName, newestFirst, nextCheckpointName } from './checkpoint-name.ts';
import type { CheckpointName } from './checkpoint-name.ts';
import { expectFree } from './free-space.ts';
import { ALL_CHECKS, readCheckedCheckpoint } from './read-checkpoint.ts';
import type { Checks } from './read-checkpoint.ts';
import { stateFiles } from './state-files.ts';
import { removeCheckpoint, writeCheckpoint } from './write-checkpoint.ts';

/** A path and what is the matter with it. */
export interface CheckpointNotice {
  /** The folder concerned. */
  readonly path: string;
  /** A clause that says why. */
  readonly reason: string;
}

/** Options of {@link checkpointFolder}. */
export interface CheckpointFolderOptions {
  /** Folder of one run's checkpoints, as `runs/first/checkpoints`; made when the first is saved. */
  readonly folder: string;
  /**
   * How many valid ones are kept, from 2; the best one is kept besides.
   * @defaultValue 2
   */
  readonly keep?: number;
  /**
   * Is told of each checkpoint that is passed over because it is damaged.
   * @defaultValue a warning of the process
   */
  readonly onSkipped?: (notice: CheckpointNotice) => void;
  /**
   * Is told of each folder that should be gone but could not be removed: it only takes room.
   * @defaultValue a warning of the process
   */
  readonly onLeftOver?: (notice: CheckpointNotice) => void;
  /**
   * The disk.
   * @defaultValue `nodeFileSystem`
   */
  readonly fs?: FileSystem;
}

/** Checkpoints of one run in a folder: a `CheckpointStore` that tells what it holds. */
export interface CheckpointFolder extends CheckpointStore {
  /** The folder. */
  readonly folder: string;
  /** Names the checkpoints that are there, valid or not, newest first. */
  list(kind: CheckpointKind): Promise<readonly CheckpointName[]>;
  /**
   * Sees to it, at the start of a training, that there is room for two more checkpoints; makes the folder.
   *
   * @param bytes - Bytes of one: see {@link checkpointBytes}.
   * @throws {@link RunFolderError} with how much is wanted and how much there is.
   */
  expectRoom(bytes: number): Promise<void>;
}

/** Bytes that a checkpoint of a state takes. */
export function checkpointBytes(state: TrainingState): number {
  return stateFiles(state).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

const warn =
  (what: string) =>
  ({ path, reason }: CheckpointNotice): void =>
    process.emitWarning(`${path} ${what}: ${reason}`);

const saysWhy = (error: unknown): string => (error instanceof Error ? error.message : String(error));

class FolderOfCheckpoints implements CheckpointFolder {
  readonly folder: string;
  readonly #options: Required<CheckpointFolderOptions>;
  readonly #checks: Checks;
  /** Names that were seen to be valid. */
  readonly #valid = new Set<string>();
  /** The last save, whose temporary folder the next one would take for a killed one's. */
  #saving: Promise<unknown> = Promise.resolve();

  constructor(options: Required<CheckpointFolderOptions>, checks: Checks) {
    this.folder = options.folder;
    this.#options = options;
    this.#checks = checks;
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await this.#options.fs.readdir(this.folder);
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return [];
      throw readError(this.folder, cause);
    }
  }

  async list(kind: CheckpointKind): Promise<readonly CheckpointName[]> {
    return newestFirst(await this.#names(), kind);
  }

  async expectRoom(bytes: number): Promise<void> {
    const { fs } = this.#options;
    try {
      await makeFolder(fs, this.folder);
      await expectFree(fs, this.folder, 2 * bytes, 'a training with two checkpoints');
    } catch (cause) {
      throw writeError(this.folder, cause);
    }
  }

  async load(kind: CheckpointKind): Promise<TrainingState | undefined> {
    for (const { name } of await this.list(kind)) {
      const state = await this.#read(name, this.#options.onSkipped);
      if (state !== undefined) return state;
    }
    return undefined;
  }

  /** The state of one checkpoint; undefined where it is damaged. */
  async #read(
    name: string,
    onDamage?: (notice: CheckpointNotice) => void,
  ): Promise<TrainingState | undefined> {
    try {
      const state = await readCheckedCheckpoint(join(this.folder, name), this.#options.fs, this.#checks);
      this.#valid.add(name);
      return state;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.#valid.delete(name);
      onDamage?.({ path: error.path, reason: error.reason });
      return undefined;
    }
  }

  save(state: TrainingState, kind: CheckpointKind): Promise<void> {
    const saved = this.#saving.then(() => this.#save(state, kind));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  async #save(state: TrainingState, kind: CheckpointKind): Promise<void> {
    const { fs } = this.#options;
    const files = stateFiles(state);
    try {
      await makeFolder(fs, this.folder);
      const names = await this.#names();
      for (const name of names) if (isTemporaryName(name)) await this.#remove(name);
      const bytes = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
      await expectFree(fs, this.folder, bytes, `the checkpoint of step ${state.step}`);
      const name = nextCheckpointName(names, kind, state.step);
      await writeCheckpoint(fs, this.folder, name, files);
      this.#valid.add(name.name);
    } catch (cause) {
      throw cause instanceof CheckpointError ? cause : writeError(this.folder, cause);
    }
    await this.#prune(kind);
  }

  /** Removes what is older than the newest valid ones. */
  async #prune(kind: CheckpointKind): Promise<void> {
    const { keep, onLeftOver } = this.#options;
    let wanted = kind === 'best' ? 1 : keep;
    try {
      for (const { name } of await this.list(kind)) {
        if (wanted === 0) await this.#remove(name);
        else if (this.#valid.has(name) || (await this.#read(name)) !== undefined) wanted -= 1;
      }
    } catch (error) {
      onLeftOver({ path: this.folder, reason: saysWhy(error) });
    }
  }

  async #remove(name: string): Promise<void> {
    const { fs, onLeftOver } = this.#options;
    try {
      if (isTemporaryName(name)) await removeFolder(fs, join(this.folder, name));
      else await removeCheckpoint(fs, this.folder, name);
      this.#valid.delete(name);
    } catch (error) {
      onLeftOver({ path: join(this.folder, name), reason: saysWhy(error) });
    }
  }
}

/** {@link checkpointFolder}, of which tests leave a check out to see that they notice. */
export function checkpointFolderWith(options: CheckpointFolderOptions, checks: Checks): CheckpointFolder {
  const {
    folder,
    keep = 2,
    onSkipped = warn('is passed over'),
    onLeftOver = warn('is left over'),
    fs = nodeFileSystem,
  } = options;
  if (!Number.isSafeInteger(keep) || keep < 2)
    throw new RangeError(
      `keep is ${keep}, but at least 2 checkpoints are kept, as the newest one may be damaged later; give a whole number from 2.`,
    );
  return new FolderOfCheckpoints({ folder, keep, onSkipped, onLeftOver, fs }, checks);
}

/**
 * Checkpoints of one run in a folder, each a folder of its own: `step-00001234` with `weights.safetensors`,
 * `optimizer.safetensors`, `state.json`, and `MANIFEST.json` with the size and SHA-256 of each; the best one as
 * `best-step-00001234`.
 *
 * At every moment of a save, after a kill or a power failure too, what was saved before can be loaded: a checkpoint is
 * written under a name that nobody reads, flushed, renamed, read back, and only then are older ones removed. The newest valid
 * one is loaded. One process at a time may save into a folder: see {@link lockRunFolder}.
 *
 * @param options - The folder, and how many are kept.
 * @throws RangeError where `keep` is not a whole number from 2.
 */
export function checkpointFolder(options: CheckpointFolderOptions): CheckpointFolder {
  return checkpointFolderWith(options, ALL_CHECKS);
}
