import '@skipjack/tensorflow';
import { cifarResNet } from '@skipjack/models';
import { multiStep, optimizerOf, train } from '@skipjack/recipes';
import type { OptimizerSpec, SampleSource, TrainOptions } from '@skipjack/recipes';
import { memory, setBackend, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
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
  compile: boolean,
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
    compile,
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
  [{ type: 'adamW', weightDecay: 0.05, decay: 'all' }, { clip: { norm: 1, value: 0.1 }, accumulate: 2 }],
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
