import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { countMacs } from './count-macs.ts';
import { countParams } from './count-params.ts';

test('convolutions and dense layers are counted, and nothing else', () => {
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
      layers.batchNormalization(),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }),
      layers.reshape({ targetShape: [16, 4] }),
      layers.dense({ units: 5 }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ],
  });
  expect(countMacs(model)).toBe(16 * (9 * 3 * 4) + 16 * (9 * 4) + 16 * (4 * 5) + 80 * 2);
  expect(countParams(model)).toBe(9 * 3 * 4 + 4 + (4 + 4) + 9 * 4 + (4 * 5 + 5) + (80 * 2 + 2));
  for (const layer of model.layers.slice(0, 5)) layer.trainable = false;
  expect(countParams(model)).toBe(80 * 2 + 2);
});

test('what cannot be counted is refused', () => {
  const recurrent = sequential({
    layers: [layers.gru({ name: 'gru', units: 2, inputShape: [3, 4], recurrentInitializer: 'glorotNormal' })],
  });
  expect(() => countMacs(recurrent)).toThrow(
    /^countMacs cannot count layer gru of class GRU; it counts Conv1D,/,
  );
  const open = sequential({
    layers: [layers.conv2d({ name: 'c', inputShape: [null, 8, 1], filters: 1, kernelSize: 1 })],
  });
  expect(() => countMacs(open)).toThrow(
    new TypeError('countMacs needs an input of known size; layer c returns [null,null,8,1].'),
  );
});
