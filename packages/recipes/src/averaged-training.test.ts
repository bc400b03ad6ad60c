import '@tensorflow/tfjs-backend-cpu';
import { mul } from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { samples, setting } from '../test/tiny-training.ts';
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
  expect(asked).toEqual([2, 2, 2, 2]);
});
