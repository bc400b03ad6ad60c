import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { reestimateBatchNorm } from './reestimate-batch-norm.ts';
import type { SampleSource } from '../sample-source.ts';

/** Two batches of two images of one pixel: {0, 2} and {10, 14}. */
const PIXELS = [0, 2, 10, 14];
const data: SampleSource = {
  length: 4,
  batch: (indices) => {
    const chosen = Array.from(indices);
    return {
      images: tensor4d(
        chosen.map((sample) => PIXELS[sample] ?? 0),
        [chosen.length, 1, 1, 1],
      ),
      labels: tensor1d(
        chosen.map(() => 0),
        'int32',
      ),
    };
  },
};

function model(trainable = true): LayersModel {
  return sequential({
    layers: [
      layers.batchNormalization({ inputShape: [1, 1, 1], momentum: 0.9, trainable }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ],
  });
}

const running = (net: LayersModel): number[] =>
  (net.layers[0]?.weights.slice(-2) ?? []).map((weight) => weight.read().dataSync()[0] ?? Number.NaN);

test('the statistics become the mean of those of the batches', async () => {
  const net = model();
  await reestimateBatchNorm({ model: net, data, batch: 2 });
  const [mean, variance] = running(net);
  expect(mean).toBeCloseTo((1 + 12) / 2, 4);
  // tf.layers' own layer takes the biased variance: 1 and 4.
  expect(variance).toBeCloseTo((1 + 4) / 2, 4);
  net.dispose();
});

test('a second time changes nothing, and no tensor stays', async () => {
  const net = model();
  await reestimateBatchNorm({ model: net, data, batch: 2 });
  const first = running(net);
  const tensors = memory().numTensors;
  await reestimateBatchNorm({ model: net, data, batch: 2, batches: 2 });
  expect(memory().numTensors).toBe(tensors);
  running(net).forEach((value, index) => expect(value).toBeCloseTo(first[index] ?? Number.NaN, 4));
  net.dispose();
});

test('an abort leaves the statistics as they were', async () => {
  const net = model();
  const abort = new AbortController();
  const twice: SampleSource = {
    length: 4,
    batch: (indices) => {
      if (indices[0] === 2) abort.abort(new Error('enough'));
      return data.batch(indices);
    },
  };
  const tensors = memory().numTensors;
  const run = reestimateBatchNorm({
    model: net,
    data: { ...twice, length: 4 },
    batch: 1,
    batches: 4,
    signal: abort.signal,
  });
  await expect(run).rejects.toThrow('enough');
  expect(running(net)).toEqual([0, 1]);
  expect(memory().numTensors).toBe(tensors);
  net.dispose();
});

test('statistics that are not finite, or far off, come back', async () => {
  for (const bad of [Number.NaN, Infinity, 1e8]) {
    const net = model();
    tidy(() => net.layers[0]?.weights.slice(-2).forEach((weight) => void weight.write(tensor1d([bad]))));
    await reestimateBatchNorm({ model: net, data, batch: 2 });
    const [mean, variance] = running(net);
    expect(mean).toBeCloseTo(6.5, 4);
    expect(variance).toBeCloseTo(2.5, 4);
    net.dispose();
  }
});

test('a frozen model keeps them too', async () => {
  const net = model();
  net.trainable = false;
  await reestimateBatchNorm({ model: net, data, batch: 2 });
  expect(running(net)).toEqual([0, 1]);
  net.dispose();
});

test('frozen layers keep their statistics', async () => {
  const net = model(false);
  await reestimateBatchNorm({ model: net, data });
  expect(running(net)).toEqual([0, 1]);
  net.dispose();
});

test('more samples than there are is refused with both numbers', async () => {
  const net = model();
  await expect(reestimateBatchNorm({ model: net, data, batch: 2, batches: 3 })).rejects.toThrow(
    'batches * batch must not exceed the 4 samples; got 3 * 2.',
  );
  await expect(reestimateBatchNorm({ model: net, data, batch: 0 })).rejects.toThrow(
    'batch must be an integer of at least 1; got 0.',
  );
  await expect(reestimateBatchNorm({ model: net, data, batch: 99 })).rejects.toThrow(
    'batches * batch must not exceed the 4 samples; got 1 * 99.',
  );
  net.dispose();
});

test('every sample counts, in batches of nearly one size, which may come as promises', async () => {
  const net = model();
  const asked: number[][] = [];
  const four: SampleSource = {
    length: 4,
    batch: async (indices) => {
      asked.push(Array.from(indices));
      return data.batch(indices);
    },
  };
  await reestimateBatchNorm({ model: net, data: four, batch: 3 });
  expect(asked).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(running(net)[0]).toBeCloseTo(6.5, 4);
  asked.length = 0;
  await reestimateBatchNorm({ model: net, data: { ...four, length: 3 }, batch: 2 });
  expect(asked).toEqual([[0], [1, 2]]);
  const [mean, variance] = running(net);
  expect(mean).toBeCloseTo((0 + 2 + 10) / 3, 4);
  // The batches {0} and {2, 10} have the variances 0 and 16, the latter with two thirds of the samples.
  expect(variance).toBeCloseTo((2 * 16) / 3, 4);
  net.dispose();
});
