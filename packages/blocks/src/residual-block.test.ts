import '@tensorflow/tfjs-backend-cpu';
import { add, randomNormal, relu, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { bottleneckBlock } from './bottleneck-block.ts';
import { plainBlock } from './plain-block.ts';
import { residualBlock } from './residual-block.ts';
import type { ResidualBlockOptions } from './residual-block.ts';
import type { ShortcutPadding, ShortcutType } from './shortcut.ts';

type Block = (x: SymbolicTensor, options: ResidualBlockOptions) => SymbolicTensor;

function net(block: Block, options: Partial<ResidualBlockOptions> = {}, size = 7): LayersModel {
  const image = input({ shape: [size, size, 4], name: 'image' });
  return model({ inputs: image, outputs: block(image, { name: 'block', filters: 4, ...options }) });
}

const names = (built: LayersModel): string[] => built.layers.map((layer) => layer.name).sort();

test('a plain block is two convolutions', () => {
  expect(names(net(plainBlock))).toEqual(
    [
      'block_1_conv',
      'block_1_bn',
      'block_1_relu',
      'block_2_conv',
      'block_2_bn',
      'block_2_relu',
      'image',
    ].sort(),
  );
});

test('a residual block is y = relu(f(x) + x)', () => {
  const built = net(residualBlock);
  const inner = model({
    inputs: built.inputs,
    outputs: built.getLayer('block_2_bn').output as SymbolicTensor,
  });
  tidy(() => {
    const x = randomNormal([2, 7, 7, 4], 0, 1, 'float32', 1);
    const expected = relu(add(inner.predict(x) as Tensor, x));
    expect((built.predict(x) as Tensor).dataSync()).toEqual(expected.dataSync());
  });
});

test('plain and residual block of one seed start from the same weights', () => {
  const options = { stride: 2, filters: 8, seed: 3, shortcut: 'A' } as const;
  const [plain, residual] = [net(plainBlock, options), net(residualBlock, options)];
  const kernels = (built: LayersModel): Float32Array[] =>
    ['block_1_conv', 'block_2_conv'].map(
      (name) => built.getLayer(name).getWeights()[0]?.dataSync() as Float32Array,
    );
  expect(kernels(plain)).toEqual(kernels(residual));
  expect(plain.countParams()).toBe(residual.countParams());
});

test.each([
  ['residual', residualBlock, 1],
  ['bottleneck', bottleneckBlock, 4],
] as const)('%s: the two paths meet for every size, stride and shortcut', (_, block, expansion) => {
  for (const shortcut of ['A', 'B', 'C'] as const) {
    for (let size = 1; size <= 9; size++) {
      for (const stride of [1, 2]) {
        const shape = net(block, { shortcut, stride, filters: 8 }, size).outputs[0]?.shape;
        expect(shape).toEqual([null, Math.ceil(size / stride), Math.ceil(size / stride), 8 * expansion]);
      }
    }
  }
});

test('a bottleneck block has its stride in the first 1x1, or in the 3x3 on request', () => {
  const strides = (strideIn: '1x1' | '3x3'): unknown[] => {
    const built = net((x, options) => bottleneckBlock(x, { ...options, strideIn }), { stride: 2 });
    return [1, 2, 3].map((index) => built.getLayer(`block_${index}_conv`).getConfig()['strides']);
  };
  expect(strides('1x1')).toEqual([
    [2, 2],
    [1, 1],
    [1, 1],
  ]);
  expect(strides('3x3')).toEqual([
    [1, 1],
    [2, 2],
    [1, 1],
  ]);
});

test('bad input is refused with one sentence', () => {
  const filters = 'block: filters must be an integer of at least 1; got 0.';
  for (const block of [plainBlock, residualBlock, bottleneckBlock]) {
    expect(() => net(block, { filters: 0 })).toThrow(new RangeError(filters));
    expect(() => net(block, { stride: -1 })).toThrow(
      new RangeError('block: stride must be an integer of at least 1; got -1.'),
    );
  }
  for (const block of [residualBlock, bottleneckBlock]) {
    expect(() => net(block, { shortcut: 'D' as ShortcutType })).toThrow(
      new RangeError("block: shortcut must be 'A' or 'B' or 'C'; got 'D'."),
    );
    expect(() => net(block, { shortcutPadding: 'before' as ShortcutPadding })).toThrow(
      new RangeError("block: shortcutPadding must be 'after' or 'both'; got 'before'."),
    );
  }
  // @ts-expect-error: not a place for the stride
  expect(() => net((x, options) => bottleneckBlock(x, { ...options, strideIn: '2x2' }))).toThrow(
    new RangeError("block: strideIn must be '1x1' or '3x3'; got '2x2'."),
  );
});
