import '@skipjack/tensorflow';
import { createModel, listModels, modelCard } from '@skipjack/models';
import type { ModelName } from '@skipjack/models';
import { constantRate, evaluate, reestimateBatchNorm, sgd, train } from '@skipjack/recipes';
import type { SampleSource } from '@skipjack/recipes';
import { memory, setBackend, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

const CLASSES = 10;
const BATCH = 4;
const STEPS = 20;
/** Rounding differs where TensorFlow fuses ops; a learning net multiplies it. */
const TOLERANCE = 1e-5;
/** Deeper nets of the same code: a step of theirs takes minutes here. plain-1202 has no finite loss after its first step. */
const TOO_DEEP: readonly ModelName[] = ['plain1202', 'resnet1202', 'resnet1001v2'];

/** Height and width of the images, as small as a net takes. */
function sizeOf(name: ModelName): number {
  if (name === 'alexnet') return 67;
  return modelCard(name).classes === 10 ? 16 : 32;
}

function samples(size: number): SampleSource {
  return {
    length: BATCH * STEPS,
    batch: (indices) => {
      const chosen = Array.from(indices);
      const pixels = Float32Array.from({ length: chosen.length * size * size * 3 }, (_, place) =>
        Math.sin(place * 78.2 + (chosen[Math.floor(place / (size * size * 3))] ?? 0) * 12.9),
      );
      return {
        images: tensor4d(pixels, [chosen.length, size, size, 3]),
        labels: tensor1d(
          chosen.map((sample) => sample % CLASSES),
          'int32',
        ),
      };
    },
  };
}

interface Run {
  readonly losses: number[];
  readonly weights: Map<string, Float32Array>;
  readonly error: number;
  readonly loss: number;
}

async function run(name: ModelName, compile: boolean): Promise<Run> {
  const size = sizeOf(name);
  const options = { inputShape: [size, size, 3] as const, classes: CLASSES, seed: 1 };
  const model = createModel(name, options);
  const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
  const data = samples(size);
  const losses: number[] = [];
  try {
    const schedule = constantRate({ rate: 1e-3 });
    const result = await train({
      model,
      data,
      steps: STEPS,
      batch: BATCH,
      schedule,
      optimizer,
      compile,
      onStep: ({ loss }) => {
        losses.push(loss);
      },
    });
    expect(result.compiled).toBe(compile);
    const weights = new Map(
      model.weights.map((weight) => [weight.originalName, weight.read().dataSync() as Float32Array]),
    );
    await reestimateBatchNorm({ model, data, batch: BATCH, batches: 6 });
    const { error, loss } = await evaluate({ model, data, batch: BATCH + 1, compile });
    return { losses, weights, error, loss };
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

/** Largest difference, as part of the largest number. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, largest] = [0, 0];
  for (let index = 0; index < a.length; index++) {
    const [one = 0, other = 0] = [a[index], b[index]];
    if (!(Number.isFinite(one) && Number.isFinite(other))) return Infinity;
    largest = Math.max(largest, Math.abs(one));
    most = Math.max(most, Math.abs(one - other));
  }
  return most / Math.max(largest, 1e-3);
}

beforeAll(async () => {
  await setBackend('tensorflow');
});

test.each(listModels().filter((name) => !TOO_DEEP.includes(name)))(
  '%s: compiled steps give the losses, weights and statistics of eager ones',
  async (name) => {
    const before = memory().numTensors;
    const eager = await run(name, false);
    const compiled = await run(name, true);
    expect(difference(eager.losses, compiled.losses)).toBeLessThan(TOLERANCE);
    const worst = [...eager.weights].map(
      ([weight, values]) => [difference(values, compiled.weights.get(weight) ?? []), weight] as const,
    );
    const [[most, weight] = [0, '']] = worst.sort(([a], [b]) => b - a);
    expect(most, weight).toBeLessThan(TOLERANCE);
    expect(compiled.error).toBe(eager.error);
    // Batch norm is in the weights here, and plain-110 makes losses of 1,777 of it.
    expect(difference([eager.loss], [compiled.loss])).toBeLessThan(1e-4);
    expect(memory().numTensors).toBe(before);
  },
);
