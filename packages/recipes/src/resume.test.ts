import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { MemoryStore } from '../test/memory-store.ts';
import { samples, setting, tinyNet } from '../test/tiny-training.ts';
import { adamW } from './optimizers/adam-w.ts';
import { lars } from './optimizers/lars.ts';
import { sgd } from './optimizers/sgd.ts';
import { multiStep } from './schedules/multi-step.ts';
import { plateau } from './schedules/plateau.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import type { EvaluationReport, StepReport } from './training-report.ts';
import type { JsonValue, TrainingState } from './training-state.ts';

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => Array.from(weight.dataSync()));

/** What a run leaves behind, but for times. */
interface Trail {
  readonly steps: (readonly [step: number, loss: number, error: number, rate: number])[];
  readonly evaluations: EvaluationReport[];
  readonly weights: number[][];
}

const STEPS = 14;
/** Two epochs of 7 steps; evaluations in the middle and at the end of each. */
const run = (changes: Partial<TrainOptions> = {}): TrainOptions =>
  setting({
    steps: STEPS,
    data: samples(29),
    validation: samples(9, (sample) => (sample + 1) % 3),
    evaluation: { every: { steps: 3 }, batchNormSamples: 8 },
    schedule: multiStep({ rate: 0.05, milestones: [5, 9] }),
    average: { type: 'ema', decay: 0.7 },
    model: tinyNet(),
    ...changes,
  });

async function trailOf(options: TrainOptions, from?: Trail): Promise<Trail> {
  const steps = from ? [...from.steps] : [];
  const evaluations = from ? [...from.evaluations] : [];
  const onStep = ({ step, loss, error, rate }: StepReport): void =>
    void steps.push([step, loss, error, rate]);
  const onEvaluation = (report: EvaluationReport): void => void evaluations.push(report);
  await train({ ...options, onStep, onEvaluation });
  options.optimizer?.dispose();
  const weights = weightsOf(options.model);
  options.model.dispose();
  return { steps, evaluations, weights };
}

/** Stops after `stop` steps, and goes on in a new model with a new optimizer. */
async function stoppedAt(
  stop: number,
  options: () => TrainOptions,
  store: MemoryStore = new MemoryStore(),
): Promise<Trail> {
  const controller = new AbortController();
  const steps: Trail['steps'] = [];
  const evaluations: EvaluationReport[] = [];
  const first = options();
  await train({
    ...first,
    checkpoints: store,
    signal: controller.signal,
    onStep: ({ step, loss, error, rate }) => {
      steps.push([step, loss, error, rate]);
      if (step === stop) controller.abort(new Error('stop'));
    },
    onEvaluation: (report) => void evaluations.push(report),
  }).catch((error: unknown) => {
    if (!(error instanceof Error) || error.message !== 'stop') throw error;
  });
  first.optimizer?.dispose();
  first.model.dispose();
  expect(store.states.get('last')?.step).toBe(stop);
  return trailOf({ ...options(), checkpoints: store, resume: true }, { steps, evaluations, weights: [] });
}

const OPTIMIZERS = {
  'sgd with momentum': () => ({ optimizer: sgd({ weightDecay: 1e-3 }) }),
  'nesterov in the form of Caffe': () => ({ optimizer: sgd({ form: 'caffe', nesterov: true }) }),
  adamW: () => ({ optimizer: adamW() }),
  lars: () => ({ optimizer: lars({ trust: 0.1 }) }),
  'accumulated, clipped and mixed': () => ({
    optimizer: sgd(),
    accumulate: 2,
    clip: { norm: 0.5, value: 0.2 },
    mixing: { mixup: 0.4, cutmix: 1 },
    loss: { labelSmoothing: 0.1 },
  }),
  'polyak and plateau': () => ({
    optimizer: sgd(),
    average: { type: 'polyak', from: 4 },
    schedule: plateau({ rate: 0.1, patience: 0, factor: 0.5 }),
  }),
} satisfies Record<string, () => Partial<TrainOptions>>;

test.each(Object.entries(OPTIMIZERS))(
  '%s: stopped anywhere and gone on with, all is as if it had not stopped, to the last bit',
  async (_, changes) => {
    const before = memory().numTensors;
    const whole = await trailOf(run(changes()));
    expect(whole.steps).toHaveLength(STEPS);
    expect(whole.evaluations.map(({ step }) => step)).toEqual([3, 6, 9, 12, 14]);
    for (let stop = 1; stop < STEPS; stop++)
      expect(await stoppedAt(stop, () => run(changes())), `stopped at ${stop}`).toEqual(whole);
    expect(memory().numTensors).toBe(before);
  },
);

type Field = readonly [name: string, drop: (state: TrainingState) => TrainingState];

const withoutTensors = (group: string): Field => [
  group,
  (state) => ({
    ...state,
    tensors: new Map(
      [...state.tensors].map(([name, tensor]) => [
        name,
        name.includes(group) ? { ...tensor, data: tensor.data.map((value) => value * 0.5) } : tensor,
      ]),
    ),
  }),
];

const withProgress = (name: string, value: JsonValue): Field => [
  name,
  (state) => ({
    ...state,
    record: { ...state.record, progress: { ...(state.record['progress'] as object), [name]: value } },
  }),
];

const NO_SUMS = { loss: 0, error: 0, steps: 0 };
/** Everything that a checkpoint holds, changed one at a time: the comparison above has to see each. */
const FIELDS: readonly Field[] = [
  withoutTensors('kernel'),
  withoutTensors('moving_mean'),
  withoutTensors('moving_variance'),
  withoutTensors('optimizer/velocity'),
  withoutTensors('average/'),
  withProgress('step', 4),
  withProgress('offset', 1),
  withProgress('evaluations', []),
  withProgress('sinceEvaluation', NO_SUMS),
  withProgress('best', null),
];

test.each(FIELDS)('a checkpoint without its %s is noticed', async (_, drop) => {
  const changes = (): Partial<TrainOptions> => ({
    optimizer: sgd(),
    // Statistics that are taken anew at the end would hide those of the checkpoint.
    evaluation: { every: { steps: 3 } },
    schedule: plateau({ rate: 0.1, patience: 0, factor: 0.5 }),
  });
  const whole = await trailOf(run(changes()));
  expect(await stoppedAt(5, () => run(changes()))).toEqual(whole);
  expect(await stoppedAt(5, () => run(changes()), new MemoryStore(drop))).not.toEqual(whole);
});

test('stopped several times in a row, the end is the same', async () => {
  const whole = await trailOf(run());
  const store = new MemoryStore();
  let trail: Trail = { steps: [], evaluations: [], weights: [] };
  for (let stop = 1; stop <= STEPS; stop++) {
    const controller = new AbortController();
    const options = run();
    const { steps, evaluations } = trail;
    await train({
      ...options,
      ...{ checkpoints: store, resume: true, signal: controller.signal },
      onStep: ({ step, loss, error, rate }) => {
        steps.push([step, loss, error, rate]);
        controller.abort(new Error('stop'));
      },
      onEvaluation: (report) => void evaluations.push(report),
    }).catch(() => {});
    trail = { steps, evaluations, weights: weightsOf(options.model) };
    options.model.dispose();
  }
  expect(await trailOf({ ...run(), checkpoints: store, resume: true }, trail)).toEqual(whole);
});

test('a checkpoint of another training is refused before anything is touched, with what differs', async () => {
  const store = new MemoryStore();
  await train({ ...run(), checkpoints: store });
  const refuse = async (options: TrainOptions, message: RegExp): Promise<void> => {
    const before = weightsOf(options.model);
    await expect(train({ ...options, checkpoints: store, resume: true })).rejects.toThrow(message);
    expect(weightsOf(options.model)).toEqual(before);
  };
  await refuse(
    run({ batch: 5, seed: 3 }),
    /another training: settings\.stepsPerEpoch was 7 and is 5; settings\.batch was 4 and is 5; settings\.seed was 0 and is 3.*resume: 'force' \(--force\)\.$/,
  );
  await refuse(run({ data: samples(30) }), /data\.length was 29 and is 30; start a new run/);
  await refuse(
    run({ data: { ...samples(29), classNames: ['a', 'b', 'c'] } }),
    /data\.classNames was null and is \["a","b","c"\]/,
  );
  await refuse(
    run({ optimizer: adamW() }),
    /not of this model, optimizer and average: it lacks optimizer\/count, /,
  );
  const { best } = await train({ ...run({ patience: 50 }), checkpoints: store, resume: 'force' });
  expect(best).toBeDefined();
});

test('keeps the best one, which a NaN never is', async () => {
  const store = new MemoryStore();
  const { evaluations, best } = await train({ ...run(), checkpoints: store });
  const errors = evaluations.map(({ error }) => error);
  expect(best?.error).toBe(Math.min(...errors));
  expect(best?.step).toBe(evaluations.find(({ error }) => error === best?.error)?.step);
  expect(store.states.get('best')?.step).toBe(best?.step);
  expect(store.saved.filter(({ kind }) => kind === 'best').map(({ step }) => step)).toEqual(
    evaluations.filter((evaluation) => evaluation.best).map(({ step }) => step),
  );
});
