import { recipeNamed } from '@skipjack/recipes';
import type { Recipe } from '@skipjack/recipes';
import { expect, test } from 'vitest';
import { sweepAxis, sweepGrid, sweepRunName } from './sweep-grid.ts';

const RECIPE = recipeNamed('mnist-quick');
const grid = (recipe: Recipe, ...texts: string[]): ReturnType<typeof sweepGrid> =>
  sweepGrid(recipe, texts.map(sweepAxis));

test('values are numbers, words, lists or objects', () => {
  expect(sweepAxis('schedule.rate=0.05, 1e-1')).toEqual({ path: 'schedule.rate', values: [0.05, 0.1] });
  expect(sweepAxis('model.name=resnet20,plain20').values).toEqual(['resnet20', 'plain20']);
  expect(sweepAxis('optimizer.nesterov=true,false').values).toEqual([true, false]);
  expect(sweepAxis('schedule.milestones=[3,4],[5]').values).toEqual([[3, 4], [5]]);
  expect(sweepAxis('clip={"norm":1,"value":2},{"norm":"a,b"}').values).toEqual([
    { norm: 1, value: 2 },
    { norm: 'a,b' },
  ]);
});

test('all combinations, the last key fastest, each a whole recipe', () => {
  const points = grid(RECIPE, 'optimizer.weightDecay=0,1e-4', 'schedule.rate=0.05,0.1,0.2');
  expect(points.map(({ values }) => values)).toEqual([
    ...[0.05, 0.1, 0.2].map((rate) => [0, rate]),
    ...[0.05, 0.1, 0.2].map((rate) => [1e-4, rate]),
  ]);
  const { recipe } = points[4] ?? {};
  expect(recipe).toMatchObject({ optimizer: { weightDecay: 1e-4, momentum: 0.9 }, schedule: { rate: 0.1 } });
  expect(recipe?.sources['schedule.rate']).toBe('given for this sweep');
  expect(recipe?.expected).toBeUndefined();
  expect(RECIPE.schedule).toMatchObject({ rate: 0.2 });
});

test('what is absent is made, and lists are reached into', () => {
  expect(grid(RECIPE, 'clip.norm=1')[0]?.recipe.clip).toEqual({ norm: 1 });
  const augmented = recipeNamed('fashion-mnist-quick');
  const steps = grid(augmented, 'data.augment[0].padding=1,3').map(({ recipe }) => recipe.data.augment);
  expect(steps).toEqual([1, 3].map((padding) => [{ type: 'padCrop', padding }, { type: 'flip' }]));
});

test('a run has a name that says what it is and fits any disk', () => {
  const axes = ['schedule.rate=0.05,0.1', 'model.name=resnet20', 'clip={"norm":1}'].map(sweepAxis);
  const [, point] = sweepGrid(RECIPE, axes);
  if (point === undefined) throw new Error('There is no second point.');
  expect(sweepRunName(axes, point, { number: 1, seed: 3 })).toBe(
    '02-rate-0.1-name-resnet20-clip-_norm_1_-seed-3',
  );
});

test.each<[string[], string]>([
  [['=1'], '--set must be a key and its values, such as schedule.rate=0.05,0.1; got "=1".'],
  [['schedule.rate'], 'got "schedule.rate".'],
  [['schedule.rate=1,'], 'got "schedule.rate=1,".'],
  [['schedule.rate=0.1,1e-1'], '--set schedule.rate names 0.1 twice; name each value once.'],
  [['batch=1', 'batch=2'], '--set names batch twice; give all of its values at once.'],
  [
    ['optimizer.weightDecy=1e-4'],
    '--set optimizer.weightDecy=0.0001: optimizer has no key "weightDecy"; did you mean "weightDecay"?',
  ],
  [['shedule.rate=1'], 'the recipe has no key "shedule"; did you mean "schedule"?'],
  [['optimizer.weightDecay=-1'], '--set optimizer.weightDecay=-1: optimizer.weightDecay must be'],
  [['batch=big'], '--set batch="big": batch must be'],
  [['batch.size=1'], '--set batch.size: 128 has no keys, so none called "size"; end the path before it.'],
  [['model.__proto__.x=1'], 'model has no key "__proto__"'],
  [['description=a,b'], '--set description: that key steers no training; name another one.'],
  [
    [
      `batch=${Array.from({ length: 40 }, (_, at) => at + 1).join()}`,
      `seed=${Array.from({ length: 40 }, (_, at) => at).join()}`,
    ],
    'The grid has 1600 combinations, more than 1000; give fewer values.',
  ],
])('%j is refused', (texts, message) => {
  expect(() => grid(RECIPE, ...texts)).toThrow(message);
});

test('a place in a list that there is not is refused', () => {
  expect(() => grid(recipeNamed('fashion-mnist-quick'), 'data.augment[2].padding=1')).toThrow(
    '--set data.augment[2].padding: there is no 2 in a list of 2; count from 0.',
  );
});
