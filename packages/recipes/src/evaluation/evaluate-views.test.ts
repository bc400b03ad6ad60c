import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import type { SampleSource } from '../sample-source.ts';
import type { CropsName } from './crops.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluateOptions } from './evaluate-options.ts';

const COUNT = 17;
const CLASSES = 7;
const pixel = (sample: number, place: number): number => Math.sin(sample * 7.3 + place * 1.1) * 2;

/** Samples of a size; their batches come as promises. */
function samples(height: number, width: number, changes: Partial<SampleSource> = {}): SampleSource {
  return {
    length: COUNT,
    batch: async (indices) => {
      const chosen = Array.from(indices);
      const places = Array.from({ length: height * width }, (_, place) => place);
      const pixels = chosen.flatMap((sample) => places.map((place) => pixel(sample, place)));
      const labels = chosen.map((sample) => (sample * 3) % CLASSES);
      return {
        images: tensor4d(pixels, [chosen.length, height, width, 1]),
        labels: tensor1d(labels, 'int32'),
      };
    },
    ...changes,
  };
}

function net(): LayersModel {
  const kernelInitializer = initializers.glorotNormal({ seed: 3 });
  return sequential({
    layers: [
      layers.flatten({ inputShape: [3, 3, 1] }),
      layers.dense({
        units: CLASSES,
        kernelInitializer,
        biasInitializer: initializers.randomNormal({ seed: 1 }),
      }),
    ],
  });
}

const model = net();
const data = samples(5, 6);

/** Logits of the 3x3 part of a sample at a place, computed in double precision. */
function logitsAt(sample: number, top: number, left: number, flip: boolean): number[] {
  const [kernel, bias] = (model.layers[1]?.getWeights() ?? []).map((weight) => weight.dataSync());
  return Array.from({ length: CLASSES }, (_, of) => {
    let sum = bias?.[of] ?? Number.NaN;
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        const seen = pixel(sample, (top + row) * 6 + left + (flip ? 2 - column : column));
        sum += Math.fround(seen) * (kernel?.[(row * 3 + column) * CLASSES + of] ?? Number.NaN);
      }
    }
    return sum;
  });
}

const softmax = (logits: readonly number[]): number[] => {
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / total);
};

/** The mean of the answers for the parts at some places and their mirror images. */
function meanOf(
  sample: number,
  places: readonly (readonly [number, number])[],
  of: 'probabilities' | 'logits',
) {
  const answers = places
    .flatMap(([top, left]) => [logitsAt(sample, top, left, false), logitsAt(sample, top, left, true)])
    .map((logits) => (of === 'logits' ? logits : softmax(logits)));
  const mean = answers[0]?.map(
    (_, index) => answers.reduce((sum, one) => sum + (one[index] ?? 0), 0) / answers.length,
  );
  return of === 'logits' ? softmax(mean ?? []) : (mean ?? []);
}

/** Loss and counts of the mean answers. */
function reference(places: readonly (readonly [number, number])[], of: 'probabilities' | 'logits') {
  let [loss, correct, topFive] = [0, 0, 0];
  for (let sample = 0; sample < COUNT; sample++) {
    const answer = meanOf(sample, places, of);
    const right = answer[(sample * 3) % CLASSES] ?? Number.NaN;
    const rank = answer.filter((probability) => probability > right).length;
    loss -= Math.log(right) / COUNT;
    correct += Number(rank === 0);
    topFive += Number(rank < 5);
  }
  return { loss, correct, top5Error: (COUNT - topFive) / COUNT };
}

const TEN = [
  [0, 0],
  [0, 3],
  [2, 0],
  [2, 3],
  [1, 2],
] as const;

test.each(['probabilities', 'logits'] as const)('ten crops: the mean of the %s', async (average) => {
  const expected = reference(TEN, average);
  const found = await evaluate({ model, data, crops: 'ten', average });
  expect(found).toMatchObject({ correct: expected.correct, top5Error: expected.top5Error, count: COUNT });
  expect(found.loss).toBeCloseTo(expected.loss, 5);
  expect(expected.top5Error).toBeGreaterThan(0);
});

test('the loss of averaged probabilities is not that of averaged logits', () => {
  expect(Math.abs(reference(TEN, 'logits').loss - reference(TEN, 'probabilities').loss)).toBeGreaterThan(
    0.01,
  );
});

test('flip: the centre and its mirror image', async () => {
  const expected = reference([[1, 2]], 'probabilities');
  const found = await evaluate({ model, data, crops: 'flip' });
  expect(found.loss).toBeCloseTo(expected.loss, 5);
  expect(found.correct).toBe(expected.correct);
});

test.each<CropsName | undefined>([undefined, 'centre', 'flip', 'ten', 'multi', 'squares', 'dense'])(
  '%s: the same counts for any batch size, and no tensor stays',
  async (crops) => {
    const options: EvaluateOptions = {
      ...{ model, data: crops ? data : samples(3, 3), perClass: true, confusion: true },
      ...(crops && { crops, scales: [samples(7, 4)] }),
    };
    const { loss, ...counts } = await evaluate({ ...options, batch: 1 });
    const before = memory().numTensors;
    for (const batch of [7, 256]) {
      const found = await evaluate({ ...options, batch });
      expect(found).toEqual({ ...counts, loss: expect.closeTo(loss, 6) as number });
    }
    expect(memory().numTensors).toBe(before);
    expect(counts.perClass?.reduce((sum, { count }) => sum + count, 0)).toBe(COUNT);
    expect(counts.confusion?.flat().reduce((sum, count) => sum + count, 0)).toBe(COUNT);
    const right = counts.confusion?.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
    expect(right).toBe(counts.correct);
  },
);

test('scales are averaged with the data', async () => {
  const other = samples(3, 3);
  const both = await evaluate({ model, data: other, scales: [other, other] });
  const one = await evaluate({ model, data: other });
  expect(both.loss).toBeCloseTo(one.loss, 6);
  const scaled = await evaluate({ model, data: other, crops: 'centre', scales: [data] });
  expect(Math.abs(scaled.loss - one.loss)).toBeGreaterThan(1e-3);
});

test('views can be a function, and classes have the names of the data', async () => {
  const corner = await evaluate({
    ...{ model, data: samples(5, 6, { classNames: ['cat', 'dog'] }), perClass: true },
    crops: (image, [height, width]) => [
      { top: image[0] - height, left: 0, height, width, flip: false },
      { top: image[0] - height, left: 0, height, width, flip: true },
    ],
  });
  expect(corner.loss).toBeCloseTo(reference([[2, 0]], 'probabilities').loss, 5);
  expect(corner.perClass?.map(({ name }) => name)).toEqual(['cat', 'dog', ...Array.from({ length: 5 })]);
});

const pooled = sequential({
  layers: [layers.globalAveragePooling2d({ inputShape: [null, null, 1] }), layers.dense({ units: CLASSES })],
});

test('a model for images of any size is shown crops of cropSize', async () => {
  const crop = await evaluate({ model: pooled, data, crops: 'ten', cropSize: 3 });
  const whole = await evaluate({ model: pooled, data, crops: 'centre' });
  expect((await evaluate({ model: pooled, data })).loss).toBe(whole.loss);
  expect(crop.loss).not.toBeCloseTo(whole.loss, 4);
});

test.each<[Partial<EvaluateOptions>, string]>([
  [
    { crops: 'tens' as 'ten' },
    "crops must be 'centre', 'flip', 'ten', 'multi', 'squares', 'dense' or a function; got 'tens'.",
  ],
  [{ average: 'softmax' as 'logits' }, "average must be 'probabilities' or 'logits'; got 'softmax'."],
  [{ cropSize: 3 }, "cropSize does nothing without crops, such as crops: 'centre'; give both."],
  [{ crops: 'ten', cropSize: 4 }, "cropSize must be that of the model's input, 3x3, or be left out; got 4."],
  [{ crops: 'dense', cropSize: 4 }, "cropSize does nothing with crops: 'dense', so leave it out."],
  [{ crops: 'ten', cropSize: 0 }, 'cropSize must be an integer of at least 1; got 0.'],
  [
    { model: pooled, crops: 'ten' },
    'crops need cropSize, such as 224, for a model that takes images of any size; got none.',
  ],
  [{ crops: 'ten', data: samples(2, 9) }, 'crops of 3x3 pixels need images of at least that size; got 2x9'],
  [{}, "images must have the shape [3, 3, 1] of the model's input; got [5, 6, 1]."],
  [
    { crops: 'flip', scales: [samples(5, 5, { length: 3 })] },
    'scales[0] must have the 17 samples of data; got 3.',
  ],
  [
    {
      crops: 'flip',
      scales: [{ length: COUNT, batch: () => data.batch(Array.from({ length: COUNT }, () => 1)) }],
    },
    'scales[0] must have the samples of data in their order; got label 3 for sample 0, which is 0 there.',
  ],
])('%o is refused', async (changes, message) => {
  const before = memory().numTensors;
  await expect(evaluate({ model, data, ...changes })).rejects.toThrow(message);
  expect(memory().numTensors).toBe(before);
});
