import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { written } from './argument-checks.ts';
import * as blocks from './index.ts';

/** As JavaScript calls it: without the compiler's check of the options. */
type Loose = (x: SymbolicTensor, options: unknown) => unknown;
const place = { name: 'block', filters: 4 };
const image = (): SymbolicTensor => input({ shape: [8, 8, 4] });
const onImage =
  (block: unknown) =>
  (options: unknown): unknown =>
    (block as Loose)(image(), options);

test.each<[string, (options: unknown) => unknown, object, string]>([
  ['plainBlock', onImage(blocks.plainBlock), { ...place, strides: 2 }, 'stride'],
  ['residualBlock', onImage(blocks.residualBlock), { ...place, strides: 2 }, 'stride'],
  ['bottleneckBlock', onImage(blocks.bottleneckBlock), { ...place, shortcuts: 'A' }, 'shortcut'],
  ['shortcut', onImage(blocks.shortcut), { ...place, filter: 4 }, 'filters'],
  ['conv', onImage(blocks.conv), { name: 'c', filter: 4, kernelSize: 3 }, 'filters'],
  ['convBn', onImage(blocks.convBn), { ...place, kernel_size: 3 }, 'kernelSize'],
  ['batchNorm', onImage(blocks.batchNorm), { name: 'b', Momentum: 0.5 }, 'momentum'],
  ['globalPoolClassifier', onImage(blocks.globalPoolClassifier), { class: 4 }, 'classes'],
  ['imagenetStem', onImage(blocks.imagenetStem), { filter: 4 }, 'filters'],
  ['cifarStem', onImage(blocks.cifarStem), { filter: 4 }, 'filters'],
  ['squeezeExcitation', onImage(blocks.squeezeExcitation), { name: 'b', reductions: 4 }, 'reduction'],
  ['stochasticDepth', onImage(blocks.stochasticDepth), { name: 'b', survive: 0.5 }, 'survival'],
  ['blurPool', onImage(blocks.blurPool), { name: 'b', strides: 2 }, 'stride'],
  ['maxPool', onImage(blocks.maxPool), { name: 'b', poolSizes: 2 }, 'poolSize'],
  ['dropout', onImage(blocks.dropout), { name: 'b', rates: 0.5 }, 'rate'],
  ['inceptionModule', onImage(blocks.inceptionModule), { name: 'b', reduce3: 4 }, 'reduce3x3'],
  ['auxiliaryClassifier', onImage(blocks.auxiliaryClassifier), { name: 'b', class: 4 }, 'classes'],
  ['fullyConnectedClassifier', onImage(blocks.fullyConnectedClassifier), { unit: [4] }, 'units'],
  ['preactivationBlock', onImage(blocks.preactivationBlock), { ...place, strides: 2 }, 'stride'],
  ['preactivationBottleneck', onImage(blocks.preactivationBottleneck), { ...place, strides: 2 }, 'stride'],
  ['vggStage', onImage(blocks.vggStage), { ...place, kernelsizes: [3] }, 'kernelSizes'],
  ['deepStem', onImage(blocks.deepStem), { filter: 4 }, 'filters'],
  ['adaptiveAveragePool', onImage(blocks.adaptiveAveragePool), { name: 'b', outputsize: 4 }, 'outputSize'],
  [
    'localResponseNormalization',
    onImage(blocks.localResponseNormalization),
    { name: 'b', depthradius: 4 },
    'depthRadius',
  ],
  ['normal', (options) => blocks.normal(options as never), { standarddeviation: 4 }, 'standardDeviation'],
  ['heNormal', (options) => blocks.heNormal(options as object), { seeds: 4 }, 'seed'],
  ['layerSeed', (options) => blocks.layerSeed(options as never), { seed: 1, names: 'a' }, 'name'],
  [
    'defineModel',
    (options) => blocks.defineModel(options as never),
    { input_shape: [8, 8, 3] },
    'inputShape',
  ],
])('%s refuses an option that it does not have and names the nearest', (owner, call, options, nearest) => {
  const before = memory().numTensors;
  const wrong = Object.keys(options).find(
    (name) => !['name', 'filters', 'kernelSize', 'seed'].includes(name),
  );
  const build = (): unknown => call(options);
  expect(build).toThrow(TypeError);
  expect(build).toThrow(
    new RegExp(`^${owner} has no option '${wrong}'; it has .* Did you mean ${nearest}\\?$`),
  );
  expect(memory().numTensors).toBe(before);
});

test('what is like no option is refused with all of them, undefined is not given', () => {
  const plain = onImage(blocks.plainBlock);
  expect(() => plain({ ...place, regularization: 1 })).toThrow(
    /^plainBlock has no option 'regularization'; it has name, filters, stride, .*, seed\.$/,
  );
  expect(() => plain({ ...place, regularization: undefined })).not.toThrow();
});

test('a block ignores what only the other blocks have: one loop builds any of them', () => {
  const others = { shortcut: 'A', shortcutPadding: 'both', strideIn: '3x3' };
  for (const block of [blocks.plainBlock, blocks.residualBlock, blocks.bottleneckBlock]) {
    expect(() => onImage(block)({ ...place, ...others })).not.toThrow();
  }
});

test('the groups and the width of bottleneck blocks have no effect on other blocks', () => {
  const others = { name: 'b', filters: 8, groups: 4, width: 2 };
  const weights = (block: unknown): (number | null)[][] => {
    const x = image();
    const net = model({ inputs: x, outputs: (block as Loose)(x, others) as SymbolicTensor });
    const shapes = net.weights.map(({ shape }) => shape);
    net.dispose();
    return shapes;
  };
  for (const block of [blocks.plainBlock, blocks.residualBlock, blocks.preactivationBlock])
    expect(weights(block)).toContainEqual([3, 3, 4, 8]);
});

test.each<[object, new (message: string) => Error, string]>([
  [{ filters: undefined }, TypeError, 'block: filters must be an integer of at least 1; got undefined.'],
  [
    { initializer: 'heNormal' },
    RangeError,
    "block: initializer must be a function such as heNormal; got 'heNormal'.",
  ],
  [{ bias: 1 }, RangeError, 'block: bias must be true or false; got 1.'],
  [{ antialias: null }, TypeError, 'block: antialias must be true or false; got null.'],
  [{ momentum: 1 }, RangeError, 'block: momentum must be at least 0 and less than 1; got 1.'],
  [{ epsilon: Infinity }, RangeError, 'block: epsilon must be a number of at least 0; got Infinity.'],
  [
    { name: 5 },
    RangeError,
    "residualBlock: name must be letters, digits and underscores, such as 'stage1_block1'; got 5.",
  ],
  [
    { name: undefined },
    TypeError,
    "residualBlock: name must be letters, digits and underscores, such as 'stage1_block1'; got undefined.",
  ],
  [{ lastGamma: 'one' }, RangeError, "block: lastGamma must be 'ones' or 'zeros'; got 'one'."],
  [{ survival: 0 }, RangeError, 'block: survival must be a probability above 0 and at most 1; got 0.'],
  [{ squeezeExcitation: 0 }, RangeError, 'block: squeezeExcitation must be an integer of at least 1; got 0.'],
])('%o is refused by the block, which it names', (wrong, error, message) => {
  const before = memory().numTensors;
  expect(() => onImage(blocks.residualBlock)({ ...place, ...wrong })).toThrow(new error(message));
  expect(memory().numTensors).toBe(before);
});

test.each([
  [undefined, 'undefined'],
  [16, '16'],
  [[16], '[16]'],
])('options that are %s are refused', (options, given) => {
  expect(() => onImage(blocks.residualBlock)(options)).toThrow(
    new RegExp(
      String.raw`^residualBlock needs an object of options among name, .*; got ${given.replace('[', String.raw`\[`)}\.$`,
    ),
  );
});

test('a message shows what kind of value was given', () => {
  expect(['8', 8, null, Number.NaN, {}, [1, 'a'], () => 1].map(written)).toEqual([
    "'8'",
    '8',
    'null',
    'NaN',
    'an object',
    "[1, 'a']",
    'a function',
  ]);
});
