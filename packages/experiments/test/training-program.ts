// A training that prints each step and evaluation to the last bit: node training-program.js ORDERS, which are JSON.
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import '@skipjack/tensorflow';
import { train } from '@skipjack/recipes';
import type { CheckpointStore, TrainingState } from '@skipjack/recipes';
import { checkpointFolder } from '@skipjack/runs';
import { setBackend } from '@tensorflow/tfjs-core';
import { tinyTraining } from './tiny-training.ts';
import type { Mode } from './tiny-training.ts';

/** What the program is told. */
export interface TrainingOrders {
  /** Of the checkpoints. */
  readonly folder: string;
  readonly mode: Mode;
  readonly steps: number;
  readonly checkpointEvery?: number;
  /** Steps after which the signal is aborted. */
  readonly stopAt?: number;
  /** A part of the record that is lost on its way from the disk. */
  readonly forget?: 'draws';
}

const STOPPED = new Error('stopped');
const say = (what: string, step: number, facts: object): void =>
  void writeSync(1, `${what} ${step} ${JSON.stringify(facts)}\n`);

const orders = JSON.parse(process.argv[2] ?? '') as TrainingOrders;

/** The folder, or one that gives back a record with something at its beginning. */
function storeOf({ folder, forget }: TrainingOrders): CheckpointStore {
  const store = checkpointFolder({ folder });
  if (forget === undefined) return store;
  const without = ({ record, ...state }: TrainingState): TrainingState => {
    const zeros = Object.keys(record[forget] ?? {}).map((name) => [name, 0] as const);
    return { ...state, record: { ...record, [forget]: Object.fromEntries(zeros) } };
  };
  return {
    save: (state, kind) => store.save(state, kind),
    load: async (kind) => {
      const state = await store.load(kind);
      return state && without(state);
    },
  };
}

await setBackend('tensorflow');
const controller = new AbortController();
const { mode, steps, stopAt, checkpointEvery } = orders;
const options = tinyTraining(mode, steps);
try {
  await train({
    ...options,
    checkpoints: storeOf(orders),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    resume: true,
    signal: controller.signal,
    onStep: ({ step, loss, error, rate }) => {
      say('step', step, { loss, error, rate });
      if (step === stopAt) controller.abort(STOPPED);
    },
    onEvaluation: (report) => say('evaluation', report.step, report),
  });
  const hash = createHash('sha256');
  for (const weight of options.model.weights) hash.update(weight.read().dataSync() as Float32Array);
  say('weights', steps, { sha256: hash.digest('hex') });
} catch (error) {
  if (error !== STOPPED) throw error;
  say('stopped', stopAt ?? 0, {});
}
