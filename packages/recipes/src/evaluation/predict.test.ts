import '@tensorflow/tfjs-backend-cpu';
import { memory, reverse4d, softmax, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { SIDE, samples, tinyNet } from '../../test/tiny-training.ts';
import { evaluate } from './evaluate.ts';
import { predict } from './predict.ts';

const first = async (count: number): Promise<{ images: Tensor4D; labels: ArrayLike<number> }> => {
  const { images, labels } = await samples(30).batch(Array.from({ length: count }, (_, at) => at));
  const values = labels.dataSync();
  labels.dispose();
  return { images, labels: values };
};

const probabilitiesOf = (model: LayersModel, images: Tensor4D): number[][] =>
  tidy(() => softmax(model.apply(images, { training: false }) as Tensor2D).arraySync());

test('the softmax of the logits, and nothing is left over', async () => {
  const model = tinyNet();
  const { images } = await first(5);
  const expected = probabilitiesOf(model, images);
  const before = memory().numTensors;
  const rows = await predict({ model, images });
  expect(memory().numTensors).toBe(before);
  expect(rows).toHaveLength(5);
  for (const [row, values] of rows.entries()) {
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    for (const [of, value] of values.entries()) expect(value).toBeCloseTo(expected[row]?.[of] ?? 0, 5);
  }
});

test('views are averaged, and answers are those that evaluate counts', async () => {
  const model = tinyNet();
  const { images, labels } = await first(30);
  const rows = await predict({ model, images, crops: 'flip' });
  const [plain, flipped] = [
    probabilitiesOf(model, images),
    probabilitiesOf(
      model,
      tidy(() => reverse4d(images, [2])),
    ),
  ];
  for (const [row, values] of rows.entries())
    for (const [of, value] of values.entries())
      expect(value).toBeCloseTo(((plain[row]?.[of] ?? 0) + (flipped[row]?.[of] ?? 0)) / 2, 5);
  const right = rows.filter((values, row) => values.indexOf(Math.max(...values)) === labels[row]).length;
  expect(right).toBe((await evaluate({ model, data: samples(30), crops: 'flip' })).correct);
});

test('larger images are shown in crops', async () => {
  const model = tinyNet();
  const pixels = Array.from({ length: 4 * 4 }, (_, at) => Math.cos(at));
  const images = tensor4d(pixels, [1, 4, 4, 1]);
  const middle = tensor4d(
    [5, 6, 9, 10].map((at) => Math.cos(at)),
    [1, SIDE, SIDE, 1],
  );
  const [row] = await predict({ model, images, crops: 'centre' });
  const [expected] = await predict({ model, images: middle });
  expect(row).toEqual(expected);
  await expect(predict({ model, images })).rejects.toThrow(
    "images must have the shape [2, 2, 1] of the model's input; got [4, 4, 1].",
  );
  await expect(predict({ model, images: middle, crops: 'nine' as 'ten' })).rejects.toThrow(
    "crops must be 'centre', 'flip',",
  );
});

test('a logit that is not a number gives no answer', async () => {
  const model = sequential({
    layers: [
      layers.flatten({ inputShape: [1, 1, 2] }),
      layers.dense({ units: 2, kernelInitializer: 'ones' }),
    ],
  });
  const [row] = await predict({ model, images: tensor4d([Number.NaN, 1], [1, 1, 1, 2]) });
  expect([...(row ?? [])]).toEqual([Number.NaN, Number.NaN]);
});
