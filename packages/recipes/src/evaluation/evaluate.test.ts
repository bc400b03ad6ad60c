import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor1d, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import type { SampleSource } from '../sample-source.ts';

const pixel = (sample: number): number => Math.sin(sample * 7.3) * 2;
const labelOf = (sample: number): number => (pixel(sample) > 0.3 ? 1 : 0);

/** Samples of one pixel, which the model below answers with 1 where it is above 0. */
function samples(length: number, label: (sample: number) => number = labelOf): SampleSource {
  return {
    length,
    batch: (indices) => {
      const chosen = Array.from(indices);
      return {
        images: tensor4d(chosen.map(pixel), [chosen.length, 1, 1, 1]),
        labels: tensor1d(chosen.map(label), 'int32'),
      };
    },
  };
}

function signModel(): LayersModel {
  const dense = layers.dense({ units: 2, useBias: false });
  const model = sequential({ layers: [layers.flatten({ inputShape: [1, 1, 1] }), dense] });
  const weight = tensor2d([0, 1], [1, 2]);
  dense.setWeights([weight]);
  weight.dispose();
  return model;
}

test('counts every sample exactly once, for any batch size', async () => {
  const model = signModel();
  const data = samples(23);
  const expected = Array.from({ length: 23 }, (_, sample) => sample);
  const wrong = expected.filter((sample) => labelOf(sample) !== (pixel(sample) > 0 ? 1 : 0)).length;
  expect(wrong).toBeGreaterThan(0);
  for (const batch of [1, 2, 7, 8, 22, 23, 24, 256]) {
    const result = await evaluate({ model, data, batch });
    expect(result).toMatchObject({ correct: 23 - wrong, count: 23, error: wrong / 23 });
    const loss = expected.reduce((sum, sample) => {
      const logit = pixel(sample);
      return sum + Math.log(1 + Math.exp(logit)) - (labelOf(sample) === 1 ? logit : 0);
    }, 0);
    expect(result.loss).toBeCloseTo(loss / 23, 6);
  }
});

test('limit counts the first samples only, and no more than there are', async () => {
  const model = signModel();
  const wanted: number[] = [];
  const source = samples(10);
  const data: SampleSource = {
    length: 10,
    batch: (indices) => {
      wanted.push(...Array.from(indices));
      return source.batch(indices);
    },
  };
  expect((await evaluate({ model, data, batch: 3, limit: 4 })).count).toBe(4);
  expect(wanted).toEqual([0, 1, 2, 3]);
  expect((await evaluate({ model, data, limit: 99 })).count).toBe(10);
});

test('runs in inference mode', async () => {
  const model = sequential({
    layers: [
      layers.dropout({ rate: 0.9, inputShape: [1, 1, 1] }),
      layers.flatten(),
      layers.dense({ units: 2, kernelInitializer: 'ones' }),
    ],
  });
  const first = await evaluate({ model, data: samples(50) });
  expect(await evaluate({ model, data: samples(50) })).toEqual(first);
});

test('leaks no tensor, on abort and on bad labels either, and stops at an abort', async () => {
  const model = signModel();
  const before = memory().numTensors;
  await evaluate({ model, data: samples(9), batch: 4 });
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 1);
  const endless = evaluate({ model, data: samples(1_000_000), batch: 1, signal: controller.signal });
  await expect(endless).rejects.toThrow('enough');
  const bad = evaluate({ model, data: samples(9, (sample) => sample), batch: 4 });
  await expect(bad).rejects.toThrow('labels must be 0 to 1 for 2 classes; got 2 at place 2 of the batch.');
  expect(memory().numTensors).toBe(before);
});

test('bad input is refused in one sentence', async () => {
  const model = signModel();
  const data = samples(4);
  await expect(evaluate({ model, data, batch: 0 })).rejects.toThrow(
    'batch must be an integer of at least 1; got 0.',
  );
  await expect(evaluate({ model, data, limit: 0 })).rejects.toThrow(
    'limit (of 4 samples) must be an integer',
  );
  await expect(evaluate({ model, data: samples(0) })).rejects.toThrow(
    'limit (of 0 samples) must be an integer',
  );
});
