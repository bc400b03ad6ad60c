import '@tensorflow/tfjs-backend-cpu';
import { input, layers, model, sequential } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { countMacs } from './count-macs.ts';
import { countParams } from './count-params.ts';

test('convolutions and dense layers are counted, and nothing else', () => {
  const mixed = sequential({
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
  expect(countMacs(mixed)).toBe(16 * (9 * 3 * 4) + 16 * (9 * 4) + 16 * (4 * 5) + 80 * 2);
  expect(countParams(mixed)).toBe(9 * 3 * 4 + 4 + (4 + 4) + 9 * 4 + (4 * 5 + 5) + (80 * 2 + 2));
  for (const layer of mixed.layers.slice(0, 5)) layer.trainable = false;
  expect(countParams(mixed)).toBe(80 * 2 + 2);
});

test('a layer used twice counts twice, each time with its own output', () => {
  const image = input({ shape: [8, 8, 3] });
  const shared = layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', strides: 2 });
  const once = shared.apply(image) as SymbolicTensor;
  const twice = model({ inputs: image, outputs: shared.apply(once) as SymbolicTensor });
  expect(countMacs(twice)).toBe((16 + 4) * (9 * 3 * 3));
  expect(countMacs(model({ inputs: image, outputs: once }))).toBe(16 * (9 * 3 * 3));
});

test('nested models count each time they are used', () => {
  const block = sequential({
    layers: [layers.conv2d({ inputShape: [8, 8, 3], filters: 3, kernelSize: 1 })],
  });
  const image = input({ shape: [8, 8, 3] });
  const outputs = block.apply(block.apply(image) as SymbolicTensor) as SymbolicTensor;
  const pair = model({ inputs: image, outputs });
  expect(countMacs(pair)).toBe(2 * 64 * 9);
  expect(countMacs(sequential({ layers: [pair, layers.flatten(), layers.dense({ units: 2 })] }))).toBe(
    2 * 64 * 9 + 64 * 3 * 2,
  );
});

test('channels may come first', () => {
  const [first, last] = (['channelsFirst', 'channelsLast'] as const).map((dataFormat) =>
    sequential({
      layers: [
        layers.conv2d({
          inputShape: dataFormat === 'channelsFirst' ? [3, 8, 6] : [8, 6, 3],
          filters: 5,
          kernelSize: 3,
          dataFormat,
        }),
        layers.depthwiseConv2d({ kernelSize: 3, dataFormat }),
      ],
    }),
  );
  if (first === undefined || last === undefined) throw new Error('two models');
  expect(countMacs(last)).toBe(6 * 4 * (9 * 3 * 5) + 4 * 2 * (9 * 5));
  expect(countMacs(first)).toBe(countMacs(last));
});

test('a PReLU is an activation and is not counted', () => {
  const net = sequential({
    layers: [layers.dense({ inputShape: [2, 4], units: 3 }), layers.prelu()],
  });
  expect(countMacs(net)).toBe(2 * 4 * 3);
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
