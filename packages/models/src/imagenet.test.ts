import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { countMacs } from './count-macs.ts';
import { countParams } from './count-params.ts';
import { plainNet, resNet } from './imagenet.ts';
import type { PlainNetDepth, ResNetDepth } from './imagenet.ts';

function shapes(model: LayersModel): string[] {
  const trace = model.layers.map((layer) => `${layer.name} ${layer.outputShape.slice(1).join('x')}`);
  return trace.filter((line) => /^(image|stem_relu|stem_pool|stage\d_block1_relu|head_\w+) /.test(line));
}

test('resnet18 has the map sizes of table 1', () => {
  const model = resNet({ depth: 18 });
  expect(shapes(model)).toEqual([
    'image 224x224x3',
    'stem_relu 112x112x64',
    'stem_pool 56x56x64',
    'stage1_block1_relu 56x56x64',
    'stage2_block1_relu 28x28x128',
    'stage3_block1_relu 14x14x256',
    'stage4_block1_relu 7x7x512',
    'head_pool 512',
    'head_dense 1000',
  ]);
  model.dispose();
});

test.each([
  ['A', 11_515_688],
  ['B', 11_689_512],
  ['C', 12_043_816],
] as const)('resnet18 with shortcut %s has the parameters of the reference', (shortcut, params) => {
  const model = resNet({ depth: 18, shortcut });
  expect(countParams(model)).toBe(params);
  model.dispose();
});

test('the place of the stride changes the multiply-adds of resnet50 and not its parameters', () => {
  const [v1, v15] = (['1x1', '3x3'] as const).map((strideIn) => {
    const model = resNet({ depth: 50, strideIn });
    const measured = [countParams(model), (countMacs(model) / 1e9).toFixed(6)];
    model.dispose();
    return measured;
  });
  expect(v1).toEqual([25_557_032, '3.857973']);
  expect(v15).toEqual([25_557_032, '4.089184']);
});

test.each([[[1, 1, 1]], [[33, 47, 2]]] as const)('images of shape %j pass through', (inputShape) => {
  const model = resNet({ depth: 18, inputShape, classes: 2 });
  const [height, width] = inputShape.map((size) => Math.ceil(size / 32));
  expect(model.getLayer('stage4_block2_relu').outputShape).toEqual([null, height, width, 512]);
  model.dispose();
});

test('another depth is refused', () => {
  expect(() => plainNet({ depth: 50 as PlainNetDepth })).toThrow(
    new RangeError('depth must be one of 18, 34; got 50.'),
  );
  expect(() => resNet({ depth: 20 as ResNetDepth })).toThrow(
    new RangeError('depth must be one of 18, 34, 50, 101, 152; got 20.'),
  );
  expect(() => resNet({ depth: '50' as never })).toThrow(RangeError);
  expect(() => resNet(null as never)).toThrow(new TypeError('resNet needs an object of options; got null.'));
  expect(() => plainNet(undefined as never)).toThrow(/^plainNet needs an object of options/);
});

test('an option that the net does not have is refused', () => {
  const plain = { depth: 18 as const, shortcut: 'A' };
  expect(() => plainNet(plain)).toThrow(/^plainNet has no option "shortcut"; it has depth, /);
  expect(() => resNet({ depth: 18, strideIn: '3x3' })).toThrow(
    /^resNet of depth 18 has no option "strideIn"; it has depth, inputShape, /,
  );
  const misspelt = { depth: 50 as const, classess: 3 };
  expect(() => resNet(misspelt)).toThrow(
    /^resNet of depth 50 has no option "classess"; .*, strideIn\. Did you mean classes\?$/,
  );
});
