import { version_core } from '@tensorflow/tfjs-core';
import type { TrainSettings } from './train-settings.ts';
import { drawsMismatch, drawsOf, setDraws } from './drawing-layers.ts';
import { notFiniteTensor, readTensors, tensorMismatch, writeTensors } from './training-memory.ts';
import type { TrainingMemory } from './training-memory.ts';
import { progressFromJson, progressToJson } from './training-progress.ts';
import type { TrainingProgress } from './training-progress.ts';
import type { CheckpointKind, CheckpointStore, JsonValue, TrainingState } from './training-state.ts';
import { differences } from './json-differences.ts';
import type { SampleSource } from './sample-source.ts';
import type { CheckpointReport } from './training-report.ts';

/** Version of what a training puts into {@link TrainingState.record}. */
export const STATE_VERSION = 1;

/** A checkpoint cannot be gone on from: it is another training's, or damaged. Nothing has been touched. */
export class CheckpointMismatchError extends Error {
  /** Name of the class. */
  override readonly name: string = 'CheckpointMismatchError';
}

/** A weight, statistic or slot is NaN or infinite: no checkpoint has been written, and the one before is still there. */
export class NotFiniteStateError extends RangeError {
  /** Name of the class. */
  override readonly name: string = 'NotFiniteStateError';
}

/** Keeps and brings back the whole state of a training. */
export interface TrainingCheckpoints {
  /**
   * Begins to keep the state as it is now; waits for the one before. Fails where the one before failed, and by a
   * {@link NotFiniteStateError} where the state is no good.
   */
  save(progress: TrainingProgress, kinds: readonly CheckpointKind[]): Promise<void>;
  /** Waits until what has begun is durable. */
  settle(): Promise<void>;
  /** Brings back the newest; undefined where there is none. */
  restore(): Promise<TrainingProgress | undefined>;
}

/** What the checkpoints of a training are made of. */
export interface TrainingCheckpointsOptions {
  readonly store: CheckpointStore;
  readonly memory: TrainingMemory;
  readonly settings: TrainSettings;
  readonly data: SampleSource;
  readonly validation: SampleSource | undefined;
  /** Whether a change of the settings is let through. */
  readonly force: boolean;
  readonly onCheckpoint: ((report: CheckpointReport) => void) | undefined;
}

type Json = { readonly [key: string]: JsonValue };

const sourceJson = ({ length, fingerprint, classNames }: SampleSource): Json => ({
  length,
  fingerprint: fingerprint ?? null,
  classNames: classNames ? [...classNames] : null,
});

/** What a checkpoint must have in common with the training that goes on from it. */
function identityOf({ settings, data, validation }: TrainingCheckpointsOptions): Json {
  return {
    data: sourceJson(data),
    validation: validation ? sourceJson(validation) : null,
    settings: settings.description,
  };
}

function expectSame(record: TrainingState['record'], options: TrainingCheckpointsOptions): void {
  const { version, identity } = record;
  if (version !== STATE_VERSION)
    throw new CheckpointMismatchError(
      `the checkpoint has version ${JSON.stringify(version)} and this program writes and reads ${STATE_VERSION}: go on with the version of Skipjack that wrote it.`,
    );
  const changed = differences(identity ?? null, identityOf(options));
  const isSetting = (path: string): boolean => path.startsWith('settings.');
  const foreign = changed.filter(({ path }) => !isSetting(path));
  const blocking = options.force ? foreign : changed;
  const [first] = blocking;
  if (!first) return;
  const list = blocking
    .slice(0, 4)
    .map(
      ({ path, before, after }) =>
        `${path} was ${JSON.stringify(before) ?? 'absent'} and is ${JSON.stringify(after) ?? 'absent'}`,
    );
  const more = blocking.length > 4 ? `, and ${blocking.length - 4} more` : '';
  const remedy =
    foreign.length > 0
      ? 'start a new run, or give what the checkpoint was made with'
      : "give what it was before, or go on all the same with resume: 'force' (--force)";
  throw new CheckpointMismatchError(
    `the checkpoint is of another training: ${list.join('; ')}${more}; ${remedy}.`,
  );
}

/** Checkpoints of a training in a store. */
export function trainingCheckpoints(options: TrainingCheckpointsOptions): TrainingCheckpoints {
  const { store, memory, onCheckpoint } = options;
  let running: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  const settle = async (): Promise<void> => {
    await running;
    running = undefined;
    if (failure) {
      const { error } = failure;
      failure = undefined;
      throw error;
    }
  };

  const recordOf = (progress: TrainingProgress): TrainingState['record'] => ({
    version: STATE_VERSION,
    identity: identityOf(options),
    progress: progressToJson(progress),
    draws: drawsOf(memory.model),
    versions: { 'tfjs-core': version_core },
    worldSize: 1,
  });

  return {
    settle,
    async save(progress, kinds) {
      const start = performance.now();
      await settle();
      const tensors = await readTensors(memory);
      const broken = notFiniteTensor(tensors);
      if (broken !== undefined)
        throw new NotFiniteStateError(
          `no checkpoint was written at step ${progress.step}: ${broken} is not finite; the one before is still there.`,
        );
      const state: TrainingState = { step: progress.step, tensors, record: recordOf(progress) };
      const stallMilliseconds = performance.now() - start;
      const write = async (): Promise<void> => {
        for (const kind of kinds) {
          await store.save(state, kind);
          onCheckpoint?.({ step: state.step, kind, stallMilliseconds });
        }
      };
      running = write().catch((error: unknown) => {
        failure = { error };
      });
    },
    async restore() {
      const state = await store.load('last');
      if (!state) return undefined;
      expectSame(state.record, options);
      const { progress } = state.record;
      const draws = (state.record['draws'] ?? {}) as Record<string, unknown>;
      const mismatch = tensorMismatch(memory, state.tensors) ?? drawsMismatch(memory.model, draws);
      if (mismatch !== undefined)
        throw new CheckpointMismatchError(
          `the checkpoint is not of this model, optimizer and average: ${mismatch}; give those that it was made with, the layers by the same names and frozen as they were.`,
        );
      const restored = progressFromJson(progress ?? null);
      writeTensors(memory, state.tensors);
      setDraws(memory.model, draws);
      return restored;
    },
  };
}
