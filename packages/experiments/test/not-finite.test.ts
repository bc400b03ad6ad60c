import '@skipjack/tensorflow';
import { DivergenceError, train } from '@skipjack/recipes';
import type {
  CheckpointKind,
  CheckpointStore,
  SampleSource,
  TrainOptions,
  TrainingResult,
  TrainingState,
} from '@skipjack/recipes';
import { memory, mul, setBackend, sqrt, square, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { CLASSES, rows, SIZE, tinyTraining } from './tiny-training.ts';

const STEPS = 12;
/** The batch, counted from 0, that something is the matter with. */
const BAD = 6;

beforeAll(async () => {
  await setBackend('tensorflow');
});

/** Keeps all states, and looks at each. */
class CheckedStore implements CheckpointStore {
  readonly states = new Map<CheckpointKind, TrainingState>();
  readonly steps: number[] = [];
  readonly byStep = new Map<number, TrainingState>();

  async save(state: TrainingState, kind: CheckpointKind): Promise<void> {
    for (const [name, { data }] of state.tensors)
      if (!data.every(Number.isFinite)) throw new Error(`${name} of step ${state.step} is not finite`);
    this.states.set(kind, state);
    this.byStep.set(state.step, state);
    if (kind === 'last') this.steps.push(state.step);
  }

  async load(kind: CheckpointKind): Promise<TrainingState | undefined> {
    return this.states.get(kind);
  }
}

/** Data whose batch number {@link BAD} is multiplied by a number; 64 images are 8 batches. */
function withBadBatch(factor: number): SampleSource {
  const source = rows(96);
  let batches = 0;
  return {
    ...source,
    batch: async (indices, place) => {
      const { images, labels } = await source.batch(indices, place);
      if (batches++ !== BAD) return { images, labels };
      const bad = mul<Tensor4D>(images, factor);
      images.dispose();
      return { images: bad, labels };
    },
  };
}

interface Trouble {
  /** A bad batch. */
  readonly data?: SampleSource;
  /** What is done to the model after a step. */
  readonly spoils?: boolean;
}

const TROUBLES: Readonly<Record<string, () => Trouble>> = {
  // Of an image of NaN everything becomes NaN, batch norm's statistics too.
  'a bad batch': () => ({ data: withBadBatch(Number.NaN) }),
  'an infinite image': () => ({ data: withBadBatch(Infinity) }),
  'a weight that becomes NaN': () => ({ spoils: true }),
};

interface Outcome {
  readonly result: TrainingResult | undefined;
  readonly error: unknown;
  readonly store: CheckedStore;
  readonly finite: boolean;
  readonly skipped: number[];
}

async function run(
  changes: Partial<TrainOptions>,
  { data = rows(96), spoils = false }: Trouble,
): Promise<Outcome> {
  const before = memory().numTensors;
  const { mixing: _, ...base } = tinyTraining('float32', STEPS);
  const store = new CheckedStore();
  const skipped: number[] = [];
  let spoiled = false;
  const options: TrainOptions = {
    ...{ ...base, data, checkpoints: store, checkpointEvery: 1 },
    onStep: ({ step, skipped: passed }) => {
      if (passed) skipped.push(step);
      if (!spoils || spoiled || step !== BAD) return;
      spoiled = true;
      // After the checkpoint of the step before: a fault of the memory, say.
      const [weight] = base.model.trainableWeights;
      tidy(() => void weight?.write(mul(weight.read(), Number.NaN)));
    },
    ...changes,
  };
  let [result, error]: [TrainingResult | undefined, unknown] = [undefined, undefined];
  try {
    result = await train(options);
  } catch (reason) {
    error = reason;
  }
  const finite = base.model.weights.every((weight) => weight.read().dataSync().every(Number.isFinite));
  base.model.dispose();
  base.optimizer?.dispose();
  expect(memory().numTensors).toBe(before);
  return { result, error, store, finite, skipped };
}

const COMPILED = [false, true];
const CASES = Object.entries(TROUBLES).flatMap(([name, trouble]) =>
  COMPILED.map((compile) => [name, compile ? 'compiled' : 'eager', compile, trouble] as const),
);

test.each(CASES)(
  '%s, %s: stop ends with the step, and the last checkpoint is finite',
  async (name, _, compile, trouble) => {
    const { error, store, result } = await run({ compile }, trouble());
    expect(result).toBeUndefined();
    if (name === 'a weight that becomes NaN') {
      // Seen when it was to be kept.
      expect(String(error)).toMatch(
        /^NotFiniteStateError: no checkpoint was written at step 6: model\/\S+ is not finite; the one before is still there\.$/,
      );
      expect(store.steps.at(-1)).toBe(BAD - 1);
    } else {
      expect(error).toBeInstanceOf(DivergenceError);
      expect(error).toMatchObject({ step: BAD + 1 });
      expect(store.steps.at(-1)).toBe(BAD);
    }
  },
);

test.each(CASES.filter(([name]) => name !== 'a weight that becomes NaN'))(
  '%s, %s: skip passes over that step, which changes nothing',
  async (_name, _mode, compile, trouble) => {
    const { result, skipped, finite, store } = await run({ compile, onNotFinite: 'skip' }, trouble());
    expect(result).toMatchObject({ steps: STEPS, skipped: [BAD + 1] });
    expect(skipped).toEqual([BAD + 1]);
    expect(finite).toBe(true);
    const [before, after] = [BAD, BAD + 1].map((step) => store.byStep.get(step));
    expect(after?.tensors.size).toBeGreaterThan(20);
    expect(after?.tensors).toEqual(before?.tensors);
    expect(after?.record['draws']).toEqual(before?.record['draws']);
    expect(store.byStep.get(BAD + 2)?.record['draws']).not.toEqual(before?.record['draws']);
  },
);

test.each(CASES)(
  '%s, %s: rollback goes on from the checkpoint before, past that batch',
  async (_name, _mode, compile, trouble) => {
    const changes = { compile, onNotFinite: 'rollback', checkpointEvery: 4 } as const;
    const { result, finite, store } = await run(changes, trouble());
    expect(result).toMatchObject({ steps: STEPS, skipped: [BAD + 1] });
    // 4 steps, an evaluation's after 5, and 8 once the batches that are left have been trained on.
    expect(store.steps).toEqual([0, 4, 5, 8, 10, 12]);
    expect(finite).toBe(true);
  },
);

test('skip leaves the same weights compiled and eager, random masks and statistics included', async () => {
  const weights = async (compile: boolean, accumulate: number): Promise<Record<string, number[]>> => {
    const changes = { compile, accumulate, onNotFinite: 'skip' } as const;
    const { store, skipped } = await run(changes, { data: withBadBatch(Number.NaN) });
    expect(skipped).toEqual([Math.floor(BAD / accumulate) + 1]);
    const tensors = store.states.get('last')?.tensors ?? new Map();
    return Object.fromEntries(
      [...tensors].map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
    );
  };
  for (const accumulate of [1, 2]) {
    const [eager, compiled] = [await weights(false, accumulate), await weights(true, accumulate)];
    const apart = Object.entries(eager).flatMap(([name, values]) =>
      values.map((value, index) => Math.abs(value - (compiled[name]?.[index] ?? Number.NaN))),
    );
    expect(apart.length).toBeGreaterThan(10_000);
    expect(apart.every((each) => each < 1e-5)).toBe(true);
  }
});

test.each(COMPILED)(
  'a weight that is not finite when it is to be kept is rolled back too: compile %s',
  async (compile) => {
    const changes = { compile, onNotFinite: 'rollback', checkpointEvery: 1 } as const;
    const { result, finite, store } = await run(changes, { spoils: true });
    expect(result).toMatchObject({ steps: STEPS, skipped: [BAD] });
    expect(store.steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(finite).toBe(true);
  },
);

/** The root of the square, whose slope at 0 is not finite while it is 0 itself. */
class Magnitude extends layers.Layer {
  static readonly className: string = 'Magnitude';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => sqrt(square(Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs)));
  }
}

function magnitudeNet(): LayersModel {
  return sequential({
    layers: [
      layers.flatten({ inputShape: [SIZE, SIZE, 1] }),
      layers.dense({
        name: 'first',
        units: 4,
        useBias: false,
        kernelInitializer: initializers.glorotUniform({ seed: 1 }),
      }),
      new Magnitude({ name: 'magnitude' }),
      layers.dense({
        name: 'last',
        units: CLASSES,
        kernelInitializer: initializers.glorotUniform({ seed: 2 }),
      }),
    ],
  });
}

test.each(
  (['stop', 'skip', 'rollback'] as const).flatMap((policy) =>
    COMPILED.map((compile) => [policy, compile] as const),
  ),
)('a gradient that is not finite, of a loss that is: %s, compile %s', async (onNotFinite, compile) => {
  const model = magnitudeNet();
  const { error, result, store } = await run(
    { model, compile, onNotFinite, checkpointEvery: 4, average: { type: 'polyak' } },
    { data: withBadBatch(0) },
  );
  const finite = model.weights.every((weight) => weight.read().dataSync().every(Number.isFinite));
  model.dispose();
  if (onNotFinite === 'stop') {
    // The gradients are not looked at: the next loss tells.
    expect(error).toBeInstanceOf(DivergenceError);
    expect(error).toMatchObject({ step: BAD + 2 });
    expect(store.steps).toEqual([4, 5]);
  } else {
    expect(result).toMatchObject({ steps: STEPS, skipped: [BAD + 1] });
    expect(finite).toBe(true);
  }
});

test('an evaluation of NaN is never the best one', async () => {
  const bad = rows(24);
  let evaluations = 0;
  const validation: SampleSource = {
    ...bad,
    batch: async (indices, place) => {
      const made = await bad.batch(indices, place);
      if (evaluations === 0) return made;
      const images = mul<Tensor4D>(made.images, Number.NaN);
      made.images.dispose();
      return { images, labels: made.labels };
    },
  };
  const store = new CheckedStore();
  const { result } = await run(
    { validation, checkpoints: store, onEvaluation: () => void evaluations++ },
    {},
  );
  expect(result?.evaluations.map(({ step, best }) => [step, best])).toEqual([
    [5, true],
    [10, false],
    [12, false],
  ]);
  expect(result?.evaluations[1]?.loss).toBeNaN();
  expect(result?.best?.step).toBe(5);
  expect(store.states.get('best')?.step).toBe(5);
});
