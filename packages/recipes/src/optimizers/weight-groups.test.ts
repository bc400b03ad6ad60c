import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { defineRecipe } from '../recipe/define-recipe.ts';
import { listRecipes, recipeNamed } from '../recipe/recipe-registry.ts';
import { weightRules } from './weight-groups.ts';
import type { WeightGroup, WeightGroupName, WeightGroupSpec } from './weight-groups.ts';

/** A net twice, so that tfjs has numbered the names of the second one's weights. */
function variables(): Variable[] {
  const make = () =>
    sequential({
      layers: [
        layers.conv2d({ name: 'stem', filters: 2, kernelSize: 1, inputShape: [2, 2, 1] }),
        layers.batchNormalization({ name: 'bias_bn' }),
        layers.depthwiseConv2d({ name: 'wise', kernelSize: 1 }),
        layers.flatten(),
        layers.dense({ name: 'fc', units: 2 }),
      ],
    });
  make();
  return make().trainableWeights.map((weight) => weight.read() as Variable);
}

const nets = variables();
const short = ({ name }: Variable): string => name.replace(/_\d+$/, '');
const rules = (groups: readonly WeightGroup[]) => weightRules({ groups, weightDecay: 0.1, decay: 'kernels' });

test.each<readonly [WeightGroupName, readonly string[]]>([
  ['biases', ['stem/bias', 'wise/bias', 'fc/bias']],
  ['scales', ['bias_bn/gamma']],
  ['offsets', ['bias_bn/beta']],
  ['batchNorm', ['bias_bn/gamma', 'bias_bn/beta']],
  ['convolutions', ['stem/kernel', 'wise/depthwise_kernel']],
  ['kernels', ['stem/kernel', 'wise/depthwise_kernel', 'fc/kernel']],
])('%s matches its weights by rank and name', (match, expected) => {
  expect(nets.some(({ name }) => /_\d+$/.test(name))).toBe(true);
  const ruleOf = rules([{ match, rateFactor: 64 }]);
  expect(nets.filter((each) => ruleOf(each).rateFactor === 64).map(short)).toEqual(expected);
});

test('a function may tell what a group is of, and what decays', () => {
  const ruleOf = weightRules({
    groups: [{ match: ({ name }) => name.startsWith('fc/'), rateFactor: 5 }],
    weightDecay: 0.1,
    decay: ({ name }) => name.includes('bias_bn'),
  });
  const found = nets.map((each) => [short(each), ...Object.values(ruleOf(each))]);
  expect(found).toEqual([
    ['stem/kernel', 1, 0],
    ['stem/bias', 1, 0],
    ['bias_bn/gamma', 1, 0.1],
    ['bias_bn/beta', 1, 0.1],
    ['wise/depthwise_kernel', 1, 0],
    ['wise/bias', 1, 0],
    ['fc/kernel', 5, 0],
    ['fc/bias', 5, 0],
  ]);
});

test('the first group that matches decides; what it leaves out is as without groups', () => {
  const groups: WeightGroup[] = [
    { match: 'convolutions', rateFactor: 2 },
    { match: 'kernels', rateFactor: 3, weightDecay: 0 },
    { match: 'biases', weightDecay: 0.7 },
  ];
  const ruleOf = rules(groups);
  // What becomes of the list afterwards changes nothing.
  groups.length = 0;
  const found = Object.fromEntries(nets.map((each) => [short(each), Object.values(ruleOf(each))]));
  expect(found).toEqual({
    'stem/kernel': [2, 0.1],
    'stem/bias': [1, 0.7],
    'bias_bn/gamma': [1, 0],
    'bias_bn/beta': [1, 0],
    'wise/depthwise_kernel': [2, 0.1],
    'wise/bias': [1, 0.7],
    'fc/kernel': [3, 0],
    'fc/bias': [1, 0.7],
  });
});

test('a recipe may have groups, which it checks', () => {
  const [name = ''] = listRecipes();
  const recipe = recipeNamed(name);
  const withGroups = (groups: unknown) =>
    defineRecipe({ ...recipe, optimizer: { type: 'sgd', groups: groups as WeightGroupSpec[] } });
  const groups = [{ match: 'biases', rateFactor: 64 }];
  expect(withGroups(groups).optimizer).toEqual({ type: 'sgd', groups });
  expect(() => withGroups([{ match: 'biasses' }])).toThrow(
    /optimizer\.groups\[0\]\.match must be one of .*did you mean "biases"\?/,
  );
  expect(() => withGroups([{ match: 'biases', rateFacter: 1 }])).toThrow(
    /optimizer\.groups\[0\] has no key "rateFacter"; did you mean "rateFactor"\?/,
  );
});
