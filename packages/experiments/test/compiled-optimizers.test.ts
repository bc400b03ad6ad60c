import { compile } from '@skipjack/tensorflow';
import { cifarResNet } from '@skipjack/models';
import { clipGradients, multiStep, optimizerOf, train, weightAverage } from '@skipjack/recipes';
import type { OptimizerSpec, SampleSource, TrainOptions } from '@skipjack/recipes';
import {
  dispose,
  matMul,
  mean,
  memory,
  randomUniform,
  scalar,
  setBackend,
  square,
  tensor1d,
  tensor4d,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { Rank, Scalar, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

const SIZE = 8;
const CLASSES = 3;
const STEPS = 20;
/** Of float32's rounding, as a share of the largest number of a weight. */
const TOLERANCE = 1e-5;

/** Images with a pattern of their class; a pure function of the index. */
const data: SampleSource = {
  length: 64,
  batch: (indices) => {
    const chosen = Array.from(indices);
    const pixels = chosen.flatMap((sample) =>
      Array.from(
        { length: SIZE * SIZE },
        (_, place) => Math.sin(sample * 12.9 + place * 78.2) + Number(place % CLASSES === sample % CLASSES),
      ),
    );
    return {
      images: tensor4d(pixels, [chosen.length, SIZE, SIZE, 1]),
      labels: tensor1d(
        chosen.map((sample) => sample % CLASSES),
        'int32',
      ),
    };
  },
};

type Settings = Pick<TrainOptions, 'accumulate' | 'average' | 'clip'>;

beforeAll(async () => {
  await setBackend('tensorflow');
});

/** Weights, statistics and slots after the training. */
async function trained(
  spec: OptimizerSpec,
  settings: Settings,
  compiles: boolean,
): Promise<Map<string, Float32Array>> {
  const model = cifarResNet({ depth: 8, inputShape: [SIZE, SIZE, 1], classes: CLASSES, seed: 3 });
  const optimizer = optimizerOf(spec);
  const rate = { sgd: 0.05, adamW: 0.002, lars: 5 }[spec.type];
  const result = await train({
    model,
    data,
    steps: STEPS,
    batch: 8,
    schedule: multiStep({ rate, milestones: [12] }),
    optimizer,
    compile: compiles,
    ...settings,
  });
  expect(result.steps).toBe(STEPS);
  const values = new Map<string, Float32Array>();
  for (const [index, weight] of model.weights.entries())
    values.set(`${index} ${weight.originalName}`, weight.read().dataSync<'float32'>().slice());
  model.dispose();
  optimizer.dispose();
  return values;
}

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? Number.NaN))), 0) /
  a.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);

const CASES: readonly (readonly [OptimizerSpec, Settings])[] = [
  [{ type: 'sgd', weightDecay: 1e-3 }, {}],
  [{ type: 'sgd', nesterov: true, weightDecay: 1e-3, decoupled: true, decay: 'all' }, { clip: { norm: 1 } }],
  [
    {
      type: 'sgd',
      nesterov: true,
      momentum: 0.85,
      weightDecay: 1e-3,
      groups: [{ match: 'offsets', rateFactor: 8, weightDecay: 1e-4 }],
    },
    { average: { type: 'ema', decay: 0.9, every: 2 } },
  ],
  [{ type: 'sgd', form: 'caffe', weightDecay: 1e-3 }, { average: { type: 'polyak', from: 5 } }],
  [{ type: 'sgd', form: 'caffe', nesterov: true, decoupled: true, weightDecay: 1e-3 }, { accumulate: 2 }],
  [{ type: 'adamW', weightDecay: 0.05 }, {}],
  [
    { type: 'adamW', weightDecay: 0.05, decay: 'all' },
    { clip: { norm: 1, value: 0.1 }, accumulate: 2 },
  ],
  [{ type: 'lars', weightDecay: 1e-3 }, { average: { type: 'ema', decay: 0.9 } }],
];

test.each(CASES)('%j with %j as a graph ends where it does op by op', async (spec, settings) => {
  const before = memory().numTensors;
  const eager = await trained(spec, settings, false);
  const compiled = await trained(spec, settings, true);
  const apart = [...eager].map(
    ([name, values]) => [name, farthest(values, compiled.get(name) ?? new Float32Array())] as const,
  );
  expect(apart.filter(([, distance]) => !(distance <= TOLERANCE))).toEqual([]);
  expect(memory().numTensors).toBe(before);
});

/** So many rows and columns that an update pays to be fused. */
const LARGE: [number, number] = [1024, 256];

/** The average of a large weight after four steps with clipping, and how often each op ran in a step. */
function large(
  spec: OptimizerSpec,
  compiles: boolean,
): { average: Float32Array; counts: Map<string, number> } {
  const start = randomUniform<Rank.R2>(LARGE, -0.05, 0.05, 'float32', 1);
  const weight = variable(start) as Variable<Rank.R2>;
  const images: Tensor2D = randomUniform<Rank.R2>([8, LARGE[0]], -1, 1, 'float32', 2);
  const optimizer = optimizerOf(spec);
  const average = weightAverage({ type: 'ema', decay: 0.9 });
  const slots = average.slots([weight]);
  const step = (x: Tensor2D, rate: Scalar, factor: Scalar): Scalar =>
    tidy(() => {
      const loss = (): Scalar => mean(square(matMul(x, weight)));
      const { value, grads } = variableGrads(loss, [weight]);
      optimizer.step({ variables: [weight], gradients: clipGradients(grads, { norm: 1 }), rate });
      average.update([weight], factor);
      return value;
    });
  const compiled = compile(step, { profile: true });
  for (const number of [1, 2, 3, 4]) {
    const factors = [scalar(number < 3 ? 0.002 : 0.0002), scalar(average.factor(number))] as const;
    dispose([...factors, compiles ? compiled.sync(images, ...factors) : step(images, ...factors)]);
  }
  const ops = compiles ? compiled.profile().byOp : [];
  const counts = new Map(ops.map(({ op, count }) => [op, count]));
  const values = slots.map(({ value }) => value.dataSync<'float32'>().slice());
  compiled.dispose();
  optimizer.dispose();
  average.dispose();
  dispose([start, weight, images]);
  return { average: values[0] ?? new Float32Array(), counts };
}

test.each<readonly [OptimizerSpec, most: number]>([
  [{ type: 'sgd', weightDecay: 1e-3 }, 0],
  [{ type: 'sgd', form: 'caffe', nesterov: true, decoupled: true, weightDecay: 1e-3 }, 0],
  [{ type: 'lars', weightDecay: 1e-3 }, 0],
  // XLA's roots are others in the last bit.
  [{ type: 'adamW', weightDecay: 0.05 }, TOLERANCE],
])('%j: a large weight, what is kept for it and its average are one pass over memory', (spec, most) => {
  const before = memory().numTensors;
  const [eager, compiled] = [large(spec, false), large(spec, true)];
  expect(compiled.counts.get('FusedUpdate')).toBe(1);
  for (const op of ['Sub', 'Neg']) expect(compiled.counts.get(op), op).toBeUndefined();
  expect(farthest(eager.average, compiled.average)).toBeLessThanOrEqual(most);
  expect(memory().numTensors).toBe(before);
});
