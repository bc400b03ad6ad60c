import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { MemoryStore } from '../test/memory-store.ts';
import { samples, setting } from '../test/tiny-training.ts';
import { recipeNamed } from './recipe/recipe-registry.ts';
import { constantRate } from './schedules/constant-rate.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import type { CheckpointReport } from './training-report.ts';
import type { CheckpointStore } from './training-state.ts';

/** Steps whose state was kept. 28 samples are 7 steps an epoch. */
async function kept(changes: Partial<TrainOptions>): Promise<number[]> {
  const store = new MemoryStore();
  await train(setting({ data: samples(28), steps: 16, checkpoints: store, ...changes }));
  return store.saved.filter(({ kind }) => kind === 'last').map(({ step }) => step);
}

test('a state is kept after each epoch or evaluation, at the end, and as often as was asked for besides', async () => {
  expect(await kept({})).toEqual([7, 14, 16]);
  expect(await kept({ checkpointEvery: 5 })).toEqual([5, 7, 10, 14, 15, 16]);
  const evaluation = { every: { steps: 4 } };
  expect(await kept({ validation: samples(9), evaluation })).toEqual([4, 8, 12, 16]);
  expect(await kept({ validation: samples(9), evaluation, checkpointEvery: 6 })).toEqual([4, 6, 8, 12, 16]);
  expect(await kept({ validation: samples(9) })).toEqual([7, 14, 16]);
});

test('patience ends a training after so many evaluations without a better one, and when it is gone on with', async () => {
  // At a rate of 0 nothing gets better.
  const changes = (): Partial<TrainOptions> => ({
    ...{ steps: 16, schedule: constantRate({ rate: 0 }), validation: samples(9), patience: 2 },
    evaluation: { every: { steps: 3 } },
  });
  const store = new MemoryStore();
  const first = await train(setting({ ...changes(), checkpoints: store }));
  expect(first.ended).toBe('patience');
  expect(first.evaluations.map(({ step, best }) => [step, best])).toEqual([
    [3, true],
    [6, false],
    [9, false],
  ]);
  expect(first.best).toEqual({ step: 3, error: first.evaluations[0]?.error });
  const second = await train(setting({ ...changes(), checkpoints: store, resume: true }));
  expect(second).toMatchObject({ ended: 'patience', steps: 9, resumedFrom: 9 });
  expect(second.evaluations).toEqual(first.evaluations);
  const without = await train(setting({ ...changes(), checkpoints: new MemoryStore(), patience: 6 }));
  expect([without.ended, without.steps]).toEqual([undefined, 16]);
});

test('onCheckpoint is told of each one once it is there', async () => {
  const store = new MemoryStore();
  const reports: CheckpointReport[] = [];
  await train(
    setting({
      ...{
        checkpoints: store,
        checkpointEvery: 4,
        validation: samples(9),
        evaluation: { every: { steps: 4 } },
      },
      onCheckpoint: (report) => {
        expect(store.saved.at(-1)).toEqual({ kind: report.kind, step: report.step });
        reports.push(report);
      },
    }),
  );
  expect(reports.map(({ kind, step }) => ({ kind, step }))).toEqual(store.saved);
  for (const { stallMilliseconds } of reports) expect(stallMilliseconds).toBeGreaterThan(0);
});

test('a store that fails ends the training with its error, without a leak, and training goes on while it works', async () => {
  const options = setting({ checkpointEvery: 2 });
  const before = memory().numTensors;
  const steps: number[] = [];
  const store: CheckpointStore = {
    save: async () => {
      await new Promise((done) => setTimeout(done, 30));
      throw new Error('the disk is full');
    },
    load: async () => undefined,
  };
  const training = train({ ...options, checkpoints: store, onStep: ({ step }) => void steps.push(step) });
  await expect(training).rejects.toThrow('the disk is full');
  // Step 3 was done while the state of step 2 was being written; its failure came up at the next one.
  expect(steps).toEqual([1, 2, 3, 4]);
  options.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
});

test('an evaluation is made once, where the training was stopped between it and what follows it', async () => {
  const store = new MemoryStore();
  const stop = new AbortController();
  const evaluations: number[] = [];
  const options = (changes: Partial<TrainOptions>): TrainOptions =>
    setting({
      ...{ data: samples(28), steps: 9, checkpoints: store, validation: samples(9) },
      onEvaluation: ({ step }) => void evaluations.push(step),
      ...changes,
    });
  const failing = {
    onEpochEnd: () => {
      stop.abort(new Error('stop'));
      throw stop.signal.reason;
    },
  };
  await expect(train(options({ signal: stop.signal, callbacks: [failing] }))).rejects.toThrow('stop');
  expect(store.states.get('last')?.step).toBe(7);
  const ended: number[] = [];
  const { evaluations: all } = await train(
    options({ resume: true, callbacks: [{ onEpochEnd: (epoch) => void ended.push(epoch) }] }),
  );
  expect(evaluations).toEqual([7, 9]);
  expect(all.map(({ step }) => step)).toEqual([7, 9]);
  expect(ended).toEqual([0]);
});

test('wrong options are refused before anything is kept', async () => {
  const store = new MemoryStore();
  const refused = async (changes: object, message: string): Promise<void> => {
    await expect(train({ ...setting(), checkpoints: store, ...changes })).rejects.toThrow(message);
    expect(store.saved).toEqual([]);
  };
  await refused({ checkpointEvery: 0 }, 'checkpointEvery must be an integer of at least 1; got 0.');
  await refused({ patience: 0.5 }, 'patience must be an integer of at least 1; got 0.5.');
  await refused({ resume: 'yes' }, "resume must be true, false or 'force'; got 'yes'.");
  await refused({ checkpoints: undefined, resume: true }, 'resume needs checkpoints to go on from;');
  await refused(
    { checkpoints: {} },
    'checkpoints must be a store, such as checkpointFolder of @skipjack/runs makes;',
  );
  await refused(
    { checkpoints: { save: () => {} }, resume: true },
    'checkpoints must be a store, such as checkpointFolder of @skipjack/runs makes;',
  );
  await refused({ evaluation: { every: { steps: 0 } } }, 'evaluation.every.steps must be ');
  await refused({ evaluation: { evry: { steps: 1 } } }, 'evry');
  await refused({ callbacks: {} }, 'callbacks must be an array, such as [callback]; got an object.');
  await refused({ clip: { norm: 0 } }, 'clip.norm must be above 0; got 0.');
  await refused({ accumulate: 3 }, 'accumulate must divide the batch of 4 images; got 3.');
});

test('killed between the two of a best evaluation, it has its best checkpoint in the end all the same', async () => {
  const store = new MemoryStore();
  const options = (changes: Partial<TrainOptions>): TrainOptions =>
    setting({
      // At a rate of 0 nothing gets better.
      ...{ validation: samples(9), evaluation: { every: { steps: 2 } }, schedule: constantRate({ rate: 0 }) },
      ...{ steps: 4, ...changes },
    });
  const killed: CheckpointStore = {
    save: async (state, kind) => {
      if (store.saved.length > 0) throw new Error('killed');
      await store.save(state, kind);
    },
    load: (kind) => store.load(kind),
  };
  await expect(train(options({ checkpoints: killed }))).rejects.toThrow('killed');
  const { best } = await train(options({ checkpoints: store, resume: true }));
  expect(best?.step).toBe(2);
  expect(store.states.get('best')?.step).toBe(2);
});

test('nothing is kept before the callbacks have been told that the training begins', async () => {
  const store = new MemoryStore();
  const seen: number[] = [];
  const callbacks = [{ onTrainBegin: () => void seen.push(store.saved.length) }];
  await train(setting({ checkpoints: store, onNotFinite: 'rollback', steps: 1, callbacks }));
  expect(seen).toEqual([0]);
  expect(store.saved.map(({ step }) => step)).toEqual([0, 1]);
});

test("what is given in place of a recipe's schedule or optimizer is noticed where it is gone on with", async () => {
  const recipe = { ...recipeNamed('mnist-quick'), batch: 4, length: { steps: 4 } };
  const own = { recipe, steps: 4, batch: 4 };
  const store = new MemoryStore();
  const { optimizer: _, schedule: __, ...rest } = setting(own);
  await train({ ...rest, schedule: constantRate({ rate: 0.01 }), checkpoints: store });
  await expect(train({ ...rest, checkpoints: store, resume: true })).rejects.toThrow(
    /settings\.schedule was "not of the recipe" and is \{/,
  );
});
