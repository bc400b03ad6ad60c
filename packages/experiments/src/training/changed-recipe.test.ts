import { recipeNamed } from '@skipjack/recipes';
import { expect, test } from 'vitest';
import { changedRecipe } from './changed-recipe.ts';

const CIFAR = recipeNamed('resnet-cifar');

test('without changes a recipe stays as it is', () => {
  expect(changedRecipe(CIFAR, {})).toEqual(CIFAR);
});

test('each value is changed, with where it comes from, and what was expected is no longer', () => {
  const recipe = changedRecipe(CIFAR, {
    ...{ data: 'folder:/pets', model: 'resnet56', batch: 64, precision: 'bfloat16', patience: 5, seed: 3 },
  });
  expect(recipe).toMatchObject({
    data: { ...CIFAR.data, name: 'folder' },
    model: { name: 'resnet56' },
    ...{ batch: 64, precision: 'bfloat16', earlyStop: { patience: 5 }, seed: 3 },
  });
  expect(recipe).not.toHaveProperty('expected');
  for (const key of ['data.name', 'model', 'batch', 'precision', 'earlyStop', 'seed'])
    expect(recipe.sources[key]).toBe('given for this run');
  expect(recipe.sources['data']).toBe(CIFAR.sources['data']);
});

test('another seed is still expected to reach what the recipe reaches', () => {
  expect(changedRecipe(CIFAR, { seed: 7 })).toMatchObject({ seed: 7, expected: CIFAR.expected });
  expect(changedRecipe(CIFAR, { data: 'cifar10:/data', model: 'resnet20' }).expected).toEqual(CIFAR.expected);
});

test('milestones, warm-up and evaluations stay within a shorter training', () => {
  const short = changedRecipe(CIFAR, { length: { steps: 640 } });
  expect(short).toMatchObject({ length: { steps: 640 }, schedule: { milestones: [320, 480] } });
  const quick = changedRecipe(recipeNamed('degradation-quick'), { length: { steps: 10 } });
  expect(quick).toMatchObject({
    schedule: { type: 'warmUp', length: 1, schedule: { milestones: [8] } },
    evaluation: { every: { steps: 10 }, batchNormSamples: 1024 },
  });
  const torchvision = changedRecipe(recipeNamed('torchvision-reference'), { length: { epochs: 9 } });
  expect(torchvision.schedule).toMatchObject({ every: 3, unit: 'epochs' });
  // In another unit only the data would tell.
  expect(changedRecipe(CIFAR, { length: { epochs: 2 } }).schedule).toEqual(CIFAR.schedule);
});

test('a value that a recipe cannot have is refused', () => {
  expect(() => changedRecipe(CIFAR, { batch: 0 })).toThrow(/batch/);
});
