import '@tensorflow/tfjs-backend-cpu';
import { pad, randomNormal, stridedSlice, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { shortcut } from './shortcut.ts';
import type { ShortcutType } from './shortcut.ts';

const image = input({ shape: [9, 7, 4], name: 'image' });
const names = (y: SymbolicTensor): string[] =>
  model({ inputs: image, outputs: y }).layers.map((layer) => layer.name);

test.each(['A', 'B'] as const)('%s is the identity where the shape stays', (type) => {
  expect(shortcut(image, { name: 's', filters: 4, type })).toBe(image);
});

test.each([
  ['A', ['image', 's_pool', 's_pad']],
  ['B', ['image', 's_conv', 's_bn']],
  ['C', ['image', 's_conv', 's_bn']],
] as const)('%s changes the shape with %j', (type, layers) => {
  const y = shortcut(image, { name: 's', filters: 6, stride: 2, type });
  expect(y.shape).toEqual([null, 5, 4, 6]);
  expect(names(y)).toEqual(layers);
});

test('C projects where the shape stays too', () => {
  expect(names(shortcut(image, { name: 's', filters: 4, type: 'C' }))).toEqual(['image', 's_conv', 's_bn']);
});

test.each([
  ['after', 8, [0, 4]],
  ['both', 8, [2, 2]],
  ['both', 7, [1, 2]],
] as const)('A keeps every second pixel and pads channels: %s to %i', (padding, filters, [before, after]) => {
  for (const [height, width] of [
    [8, 8],
    [9, 7],
    [1, 2],
  ] as const) {
    const images = input({ shape: [height, width, 4] });
    const y = shortcut(images, { name: 's', filters, stride: 2, type: 'A', padding });
    const net = model({ inputs: images, outputs: y });
    tidy(() => {
      const x = randomNormal([2, height, width, 4], 0, 1, 'float32', 1) as Tensor4D;
      const sampled = stridedSlice(x, [0, 0, 0, 0], [2, height, width, 4], [1, 2, 2, 1]);
      const expected = pad(sampled, [
        [0, 0],
        [0, 0],
        [0, 0],
        [before, after],
      ]);
      const actual = net.predict(x) as Tensor;
      expect(actual.shape).toEqual(expected.shape);
      expect(actual.dataSync()).toEqual(expected.dataSync());
    });
    expect(net.weights).toHaveLength(0);
  }
});

test('sizes are ceil(size / stride) for every size, stride and type', () => {
  for (const type of ['A', 'B', 'C'] as const) {
    for (let size = 1; size <= 9; size++) {
      for (const stride of [1, 2, 3]) {
        const y = shortcut(input({ shape: [size, size, 2] }), { name: 's', filters: 4, stride, type });
        expect(y.shape).toEqual([null, Math.ceil(size / stride), Math.ceil(size / stride), 4]);
      }
    }
  }
});

test('bad input is refused with one sentence', () => {
  expect(() => shortcut(image, { name: 's', filters: 2, type: 'A' })).toThrow(
    new RangeError('s: shortcut A cannot drop channels, here from 4 to 2. Use shortcut B.'),
  );
  expect(() => shortcut(image, { name: 's', filters: 4, type: 'D' as ShortcutType })).toThrow(
    new RangeError("s: type must be 'A' or 'B' or 'C'; got 'D'."),
  );
  expect(() => shortcut(image, { name: 's', filters: 0 })).toThrow(
    new RangeError('s: filters must be an integer of at least 1; got 0.'),
  );
  expect(() => shortcut(image, { name: 's', filters: 4, stride: 0.5 })).toThrow(
    new RangeError('s: stride must be an integer of at least 1; got 0.5.'),
  );
  // @ts-expect-error: not a padding
  expect(() => shortcut(image, { name: 's', filters: 4, padding: 'before' })).toThrow(
    new RangeError("s: padding must be 'after' or 'both'; got 'before'."),
  );
});
