import '@tensorflow/tfjs-backend-cpu';
import { memory, mul, tidy } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { MemoryStore } from '../test/memory-store.ts';
import { samples, setting } from '../test/tiny-training.ts';
import { DivergenceError } from './divergence-error.ts';
import { epochOrder } from './epoch-order.ts';
import { MOST_ROLLBACKS, MOST_SKIPPED } from './not-finite.ts';
import type { NotFinitePolicy } from './not-finite.ts';
import type { SampleSource } from './sample-source.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import type { TrainingResult } from './training-report.ts';

/** Images of NaN in some batches, counted as they are asked for; what was asked for is noted. */
function withBad(isBad: (batch: number) => boolean): SampleSource & { readonly asked: number[][] } {
  const source = samples(30);
  const asked: number[][] = [];
  return {
    ...source,
    asked,
    batch: async (indices, place) => {
      asked.push(Array.from(indices));
      const { images, labels } = await source.batch(indices, place);
      if (!isBad(asked.length - 1)) return { images, labels };
      const bad = mul<Tensor4D>(images, Number.NaN);
      images.dispose();
      return { images: bad, labels };
    },
  };
}

interface Outcome {
  readonly result: TrainingResult | undefined;
  readonly error: unknown;
  readonly finite: boolean;
}

async function outcomeOf(changes: Partial<TrainOptions>): Promise<Outcome> {
  const options = setting(changes);
  const before = memory().numTensors;
  let [result, error]: [TrainingResult | undefined, unknown] = [undefined, undefined];
  try {
    result = await train(options);
  } catch (reason) {
    error = reason;
  }
  const finite = options.model.getWeights().every((weight) => weight.dataSync().every(Number.isFinite));
  options.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
  return { result, error, finite };
}

test.each(['stop', 'skip', 'rollback'] as const)(
  '%s: the step that failed has changed nothing',
  async (onNotFinite) => {
    const store = new MemoryStore();
    const data = withBad((batch) => batch === 4);
    const { result, error, finite } = await outcomeOf({ data, onNotFinite, checkpoints: store });
    expect(finite).toBe(true);
    if (onNotFinite === 'stop') expect(error).toMatchObject({ name: 'DivergenceError', step: 5 });
    else expect(result).toMatchObject({ steps: 10, skipped: [5] });
  },
);

test('a step is reported as skipped, with its loss, and counts in no mean', async () => {
  const reports: [number, number, boolean | undefined][] = [];
  const { result } = await outcomeOf({
    ...{ data: withBad((batch) => batch === 1), onNotFinite: 'skip', steps: 3 },
    ...{ validation: samples(9), evaluation: { every: { steps: 3 } } },
    onStep: ({ step, loss, skipped }) => void reports.push([step, loss, skipped]),
  });
  expect(reports.map(([step, , skipped]) => [step, skipped])).toEqual([
    [1, undefined],
    [2, true],
    [3, undefined],
  ]);
  expect(reports[1]?.[1]).toBeNaN();
  const mean = ((reports[0]?.[1] ?? Number.NaN) + (reports[2]?.[1] ?? Number.NaN)) / 2;
  expect(result?.evaluations[0]?.trainLoss).toBeCloseTo(mean, 10);
});

test(`skip passes over ${MOST_SKIPPED} steps in a row and no more`, async () => {
  const fails = (from: number, to: number) =>
    outcomeOf({ data: withBad((batch) => batch >= from && batch < to), onNotFinite: 'skip', steps: 40 });
  expect((await fails(2, 2 + MOST_SKIPPED)).result?.skipped).toHaveLength(MOST_SKIPPED);
  const { error, finite } = await fails(2, 3 + MOST_SKIPPED);
  expect(error).toBeInstanceOf(DivergenceError);
  expect(error).toMatchObject({ step: 3 + MOST_SKIPPED });
  expect(finite).toBe(true);
  // One that succeeds between them begins the count anew.
  const often = await outcomeOf({
    data: withBad((batch) => batch % 2 === 1),
    onNotFinite: 'skip',
    steps: 40,
  });
  expect(often.result?.skipped).toHaveLength(20);
});

test('rollback goes on from the checkpoint before with the batches behind the one that failed', async () => {
  const store = new MemoryStore();
  const data = withBad((batch) => batch === 5);
  const steps: number[] = [];
  const { result } = await outcomeOf({
    ...{ data, onNotFinite: 'rollback', checkpoints: store, checkpointEvery: 3 },
    onStep: ({ step }) => void steps.push(step),
  });
  // Batches 0 to 4, of steps 1 to 5; the sixth fails; 6 to 12 are of steps 4 to 10.
  expect(steps).toEqual([1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 10]);
  expect(result).toMatchObject({ steps: 10, skipped: [6] });
  const order = [0, 1].flatMap((epoch) =>
    Array.from({ length: 7 }, (_, batch) =>
      Array.from(epochOrder({ length: 30, seed: 0, epoch }).slice(4 * batch, 4 * batch + 4)),
    ),
  );
  expect(data.asked).toEqual(order.slice(0, 13));
});

test(`rollback goes back ${MOST_ROLLBACKS} times and no more`, async () => {
  const fails = (times: number) =>
    outcomeOf({
      ...{ data: withBad((batch) => batch > 4 && batch <= 4 + times), checkpoints: new MemoryStore() },
      ...{ onNotFinite: 'rollback', checkpointEvery: 4 },
    });
  expect((await fails(MOST_ROLLBACKS)).result?.skipped).toEqual([6, 5, 5].slice(0, MOST_ROLLBACKS));
  const { error, finite } = await fails(MOST_ROLLBACKS + 1);
  expect(error).toBeInstanceOf(DivergenceError);
  expect(finite).toBe(true);
});

test('rollback has something to go back to from the first step on, also where a resumed run finds nothing', async () => {
  for (const resume of [false, true]) {
    const store = new MemoryStore();
    const data = withBad((batch) => batch === 0);
    const { result } = await outcomeOf({ data, onNotFinite: 'rollback', checkpoints: store, resume });
    expect(result, `resume ${resume}`).toMatchObject({ steps: 10, skipped: [1], resumedFrom: 0 });
    expect(store.saved[0]).toEqual({ kind: 'last', step: 0 });
  }
});

test('a weight that is not finite is never kept; rollback goes back for it', async () => {
  const spoiled = async (onNotFinite: NotFinitePolicy) => {
    const store = new MemoryStore();
    const changes = setting({ onNotFinite, checkpoints: store, checkpointEvery: 1 });
    let done = false;
    const outcome = await outcomeOf({
      ...changes,
      onStep: ({ step }) => {
        if (done || step !== 4) return;
        done = true;
        const [weight] = changes.model.trainableWeights;
        tidy(() => void weight?.write(mul(weight.read(), Infinity)));
      },
    });
    return { ...outcome, saved: store.saved.map(({ step }) => step) };
  };
  const stopped = await spoiled('stop');
  expect(String(stopped.error)).toBe(
    'NotFiniteStateError: no checkpoint was written at step 4: model/conv/kernel is not finite; the one before is still there.',
  );
  expect(stopped.saved).toEqual([1, 2, 3]);
  const rolledBack = await spoiled('rollback');
  expect(rolledBack.result).toMatchObject({ steps: 10, skipped: [4] });
  expect(rolledBack.saved).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('an unknown policy, and one without what it needs, are refused', async () => {
  const refused = async (changes: object, message: string): Promise<void> => {
    await expect(train({ ...setting(), ...changes })).rejects.toThrow(message);
  };
  await refused({ onNotFinite: 'ignore' }, `onNotFinite must be 'stop', 'skip' or 'rollback'; got "ignore".`);
  await refused(
    { onNotFinite: 'rollback' },
    "onNotFinite: 'rollback' needs checkpoints to go back to: give checkpoints, or write 'skip'.",
  );
});
