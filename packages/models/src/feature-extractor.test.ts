import '@tensorflow/tfjs-backend-cpu';
import { mean, memory, randomNormal, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, expectTypeOf, test } from 'vitest';
import { featureExtractor } from './feature-extractor.ts';
import { createModel } from './registry.ts';
import { stagesOf } from './stages.ts';
import type { StageName } from './stages.ts';

test('of a name the stages are returned in the order asked for, and nothing behind them is kept', () => {
  const before = memory().numTensors;
  const extractor = featureExtractor({
    model: 'resnet20',
    stages: ['stage2', 'stage1'],
    options: { inputShape: [8, 8, 1] },
  });
  expect(extractor.outputs.map(({ shape }) => shape)).toEqual([
    [null, 4, 4, 32],
    [null, 8, 8, 16],
  ]);
  expect(extractor.layers.some(({ name }) => name.startsWith('stage3'))).toBe(false);
  expect(memory().numTensors - before).toBe(extractor.weights.length);
  tidy(() => {
    const maps = extractor.predict(randomNormal([2, 8, 8, 1])) as Tensor[];
    expect(maps.map(({ shape }) => shape)).toEqual([
      [2, 4, 4, 32],
      [2, 8, 8, 16],
    ]);
  });
  extractor.dispose();
  expect(memory().numTensors).toBe(before);
});

test('of a model the layers are shared, and the model keeps the weights', () => {
  const before = memory().numTensors;
  const model = createModel('plain20', { inputShape: [8, 8, 1] });
  const weights = memory().numTensors;
  const extractor = featureExtractor({ model, stages: ['stage3'] });
  expect(memory().numTensors).toBe(weights);
  tidy(() => {
    const images = randomNormal([1, 8, 8, 1]);
    const map = extractor.predict(images) as Tensor;
    const logits = model.getLayer('head_dense').apply(mean(map, [1, 2])) as Tensor;
    expect(logits.arraySync()).toEqual((model.predict(images) as Tensor).arraySync());
  });
  extractor.dispose();
  expect(memory().numTensors).toBe(weights);
  model.dispose();
  expect(memory().numTensors).toBe(before);
});

test('the last stage of a pre-activation net ends behind its activation', () => {
  const model = createModel('resnet110v2', { inputShape: [8, 8, 1] });
  for (const extractor of [
    featureExtractor({ model, stages: ['stage3', 'stage2'] }),
    featureExtractor({
      model: 'resnet110v2',
      stages: ['stage3', 'stage2'],
      options: { inputShape: [8, 8, 1] },
    }),
  ]) {
    expect(extractor.outputs.map(({ sourceLayer }) => sourceLayer.name)).toEqual([
      'end_relu',
      'stage2_block18_add',
    ]);
    extractor.dispose();
  }
  model.dispose();
});

test('stage names are typed by model', () => {
  expectTypeOf<StageName<'resnet20'>>().toEqualTypeOf<'stage1' | 'stage2' | 'stage3'>();
  expectTypeOf<StageName<'googlenet'>>().toEqualTypeOf<'stage1' | 'stage2' | 'stage3'>();
  expectTypeOf<StageName<'resnet110v2'>>().toEqualTypeOf<'stage1' | 'stage2' | 'stage3'>();
  expectTypeOf<StageName<'resnet18'>>().toEqualTypeOf<'stage1' | 'stage2' | 'stage3' | 'stage4'>();
  expectTypeOf<StageName<'resnet50v2'>>().toEqualTypeOf<'stage1' | 'stage2' | 'stage3' | 'stage4'>();
  expectTypeOf<StageName<'vgg16_bn'>>().toEqualTypeOf<'stage1' | 'stage2' | 'stage3' | 'stage4' | 'stage5'>();
  // @ts-expect-error: resnet20 has three stages
  expect(() => featureExtractor({ model: 'resnet20', stages: ['stage4'] })).toThrow(
    new RangeError('resnet20 has no stage "stage4"; it has stage1, stage2, stage3.'),
  );
});

test('what cannot be extracted is refused and leaves no tensor', () => {
  const model = createModel('plain20', { inputShape: [8, 8, 1] });
  const before = memory().numTensors;
  expect(() => featureExtractor({ model, stages: [] })).toThrow(
    new RangeError('stages must name at least one stage of plain20, which has stage1, stage2, stage3.'),
  );
  expect(() => featureExtractor({ model, stages: ['stage9'] })).toThrow(
    new RangeError('plain20 has no stage "stage9"; it has stage1, stage2, stage3.'),
  );
  expect(() => featureExtractor({ model, stages: ['stage1'], options: {} } as never)).toThrow(
    /^featureExtractor has no option "options"/,
  );
  for (const option of ['classes', 'pooling', 'dropout']) {
    const options = { [option]: option === 'pooling' ? 'max' : 0 };
    expect(() => featureExtractor({ model: 'plain20', stages: ['stage1'], options })).toThrow(
      new RegExp(`^${option} does nothing with`),
    );
  }
  expect(() => stagesOf('resnet50', { outputStride: 7 as 8 })).toThrow(
    new RangeError('outputStride must be 8 or 16 or 32; got 7.'),
  );
  expect(() => stagesOf('resnet50v2', { outputStride: 7 as 8 })).toThrow(RangeError);
  expect(() => stagesOf('resnet50', { stem: 'big' as 'deep' })).toThrow(RangeError);
  expect(() => featureExtractor({ model: 'resnet200' as 'resnet20', stages: ['stage1'] })).toThrow(
    /^There is no model "resnet200"/,
  );
  expect(memory().numTensors).toBe(before);
  model.dispose();
});

test('output stride, stem and compat change the reductions, not the layers', () => {
  const reductions = (stages: readonly { readonly reduction: number }[]) =>
    stages.map(({ reduction }) => reduction);
  expect(reductions(stagesOf('resnet50'))).toEqual([4, 8, 16, 32]);
  expect(reductions(stagesOf('resnet50', { outputStride: 8 }))).toEqual([4, 8, 8, 8]);
  expect(reductions(stagesOf('resnet50', { stem: 'cifar' }))).toEqual([1, 2, 4, 8]);
  expect(reductions(stagesOf('resnet50v2', { compat: 'keras' }))).toEqual([8, 16, 32, 32]);
  expect(reductions(stagesOf('alexnet'))).toEqual([8, 16, 16, 16, 32]);
});
