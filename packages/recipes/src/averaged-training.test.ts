import '@tensorflow/tfjs-backend-cpu';
import { mul } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, input, layers, model as netOf } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { MemoryStore } from '../test/memory-store.ts';
import { samples, setting, SIDE } from '../test/tiny-training.ts';
import { restoreWeights } from './model-weights.ts';
import type { SampleSource } from './sample-source.ts';
import { train } from './train.ts';
import type { TrainOptions } from './train-options.ts';

async function trained(changes: Partial<TrainOptions>): Promise<{ weights: number[]; errors: number[] }> {
  const options = setting({ validation: samples(9), evaluation: { every: { steps: 2 } }, ...changes });
  const { evaluations } = await train(options);
  const weights = options.model.getWeights().flatMap((weight) => [...weight.dataSync()]);
  options.optimizer?.dispose();
  options.model.dispose();
  return { weights, errors: evaluations.map(({ loss }) => loss) };
}

test.each([
  { type: 'polyak', from: 100 },
  { type: 'ema', decay: 0.99, every: 100 },
] as const)('%j: until an average begins, it is the weights that are evaluated and kept', async (average) => {
  expect(await trained({ steps: 6, average })).toEqual(await trained({ steps: 6 }));
});

test.each([{ type: 'polyak' }, { type: 'ema', decay: 0.99 }] as const)(
  '%j: an average begins with the first step that is not passed over',
  async (average) => {
    const source = samples(30);
    const bad = (): SampleSource => {
      let asked = 0;
      return {
        ...source,
        batch: async (indices, place) => {
          const { images, labels } = await source.batch(indices, place);
          if (place === undefined || asked++ > 0) return { images, labels };
          const broken = mul<Tensor4D>(images, Number.NaN);
          images.dispose();
          return { images: broken, labels };
        },
      };
    };
    const options = { steps: 2, onNotFinite: 'skip' } as const;
    expect(await trained({ ...options, data: bad(), average })).toEqual(
      await trained({ ...options, data: bad() }),
    );
  },
);

test("with batches in parts, batch norm's statistics are taken anew by parts of the same size", async () => {
  const asked: number[] = [];
  const source = samples(30);
  const data: SampleSource = {
    ...source,
    batch: (indices, place) => {
      if (place === undefined) asked.push(indices.length);
      return source.batch(indices, place);
    },
  };
  await trained({ data, steps: 1, accumulate: 2, evaluation: { batchNormSamples: 8 } });
  // For the evaluation, and for the model that is left at the end.
  expect(asked).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
});

/** Has a weight that is a whole number. */
class Counting extends layers.Layer {
  static readonly className: string = 'Counting';

  override build(): void {
    const shape = [1];
    this.addWeight('count', shape, 'int32', initializers.zeros(), undefined, false);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
  }
}

/** A dense layer that two nets within the net share, or one of its own in each. */
function net(names: readonly string[]): LayersModel {
  const image = input({ shape: [SIDE, SIDE, 1] });
  let x = layers.flatten().apply(image) as SymbolicTensor;
  const units = SIDE * SIDE;
  const shared = layers.dense({ name: 'shared', units, kernelInitializer: 'identity' });
  for (const name of names) {
    const inner = input({ shape: [units] });
    x = netOf({ name, inputs: inner, outputs: shared.apply(inner) as SymbolicTensor }).apply(
      x,
    ) as SymbolicTensor;
  }
  const counted = new Counting({ name: 'counting' }).apply(x);
  const outputs = layers
    .dense({ name: 'fc', units: 3, kernelInitializer: 'ones' })
    .apply(counted) as SymbolicTensor;
  return netOf({ inputs: image, outputs });
}

test('a layer that two nets share is averaged once a step, and whole numbers are left as they are', async () => {
  const store = new MemoryStore();
  const model = net(['a', 'b']);
  const kernels: number[] = [];
  const kernel = (): number => model.layers[2]?.weights[0]?.read().dataSync()[0] ?? Number.NaN;
  const average = { type: 'polyak' } as const;
  await train(
    setting({ model, steps: 3, average, checkpoints: store, onStep: () => void kernels.push(kernel()) }),
  );
  const mean = kernels.reduce((sum, value) => sum + value, 0) / 3;
  expect(kernel()).toBeCloseTo(mean, 6);
  const state = store.states.get('last');
  const other = net(['a', 'b']);
  expect(state && restoreWeights({ model: other, state }).averages).toBe(true);
  expect(other.getWeights().map((each) => [...each.dataSync()])).toEqual(
    model.getWeights().map((each) => [...each.dataSync()]),
  );
});
