import { expect, test } from 'vitest';
import { scheduleOf } from '../schedules/schedule-of.ts';
import type { JsonValue } from '../training-state.ts';
import { defineRecipe, parseRecipe } from './define-recipe.ts';
import { recipeFingerprint } from './recipe-fingerprint.ts';
import { isRecipeName, listRecipes, recipeNamed, RECIPES } from './recipe-registry.ts';
import { VGG_STAGED_START } from './registered/vgg.ts';

const NAMES = listRecipes();

/** The paths of all values that are no objects. */
function leaves(value: JsonValue, path = ''): string[] {
  if (Array.isArray(value))
    return (value as JsonValue[]).flatMap((each, index) => leaves(each, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, path === '' ? key : `${path}.${key}`));
}

test.each(NAMES)('%s is a recipe, frozen in all depths, and survives JSON', (name) => {
  const recipe = recipeNamed(name);
  expect(recipe.name).toBe(name);
  expect(recipe).toEqual(RECIPES[name]);
  expect(parseRecipe(JSON.stringify(recipe))).toEqual(recipe);
  for (const part of [
    recipe,
    recipe.model,
    recipe.data,
    recipe.schedule,
    recipe.sources,
    recipe.data.augment ?? recipe,
  ])
    expect(Object.isFrozen(part)).toBe(true);
});

test.each(NAMES)('every value of %s has its source, and every source is of a value', (name) => {
  const { name: _, description: _d, sources, expected: _e, differs: _f, ...steering } = recipeNamed(name);
  const paths = leaves(JSON.parse(JSON.stringify(steering)) as JsonValue);
  const covers = (source: string, path: string): boolean =>
    path === source || path.startsWith(`${source}.`) || path.startsWith(`${source}[`);
  const unsourced = paths.filter((path) => !Object.keys(sources).some((source) => covers(source, path)));
  expect(unsourced).toEqual([]);
  const stale = Object.keys(sources).filter((source) => !paths.some((path) => covers(source, path)));
  expect(stale).toEqual([]);
});

test('no two recipes steer a training alike', () => {
  const prints = NAMES.map((name) => recipeFingerprint(recipeNamed(name)));
  expect(new Set(prints).size).toBe(NAMES.length);
});

test('the schedules of the papers, by their numbers', () => {
  const steps = 64_000;
  const cifar = scheduleOf(recipeNamed('resnet-cifar').schedule, { steps, stepsPerEpoch: 390 });
  expect([0, 31_999, 32_000, 47_999, 48_000, 63_999].map((step) => cifar(step))).toEqual([
    0.1,
    0.1,
    0.1 * 0.1,
    0.1 * 0.1,
    0.1 * 0.1 ** 2,
    0.1 * 0.1 ** 2,
  ]);
  const deep = scheduleOf(recipeNamed('resnet-cifar-deep').schedule, { steps, stepsPerEpoch: 390 });
  const history = [
    { step: 390, loss: 2, error: 0.9, trainError: 0.81 },
    { step: 780, loss: 2, error: 0.7, trainError: 0.75 },
  ];
  expect([0, 389, 390, 779, 780, 40_000].map((step) => deep(step, history))).toEqual([
    0.01,
    0.01,
    0.01,
    0.01,
    0.1,
    0.1 * 0.1,
  ]);
  const googlenet = scheduleOf(recipeNamed('googlenet').schedule, { steps: 2000, stepsPerEpoch: 10 });
  expect([0, 79, 80, 160].map((step) => googlenet(step))).toEqual([
    0.01,
    0.01,
    0.01 * 0.96,
    0.01 * 0.96 ** 2,
  ]);
});

test("torchvision's new recipe sets the rate once per epoch, as its schedulers do", () => {
  const stepsPerEpoch = 7;
  const schedule = scheduleOf(recipeNamed('torchvision-new').schedule, {
    steps: 600 * stepsPerEpoch,
    stepsPerEpoch,
  });
  const ofEpoch = (epoch: number): number[] =>
    Array.from({ length: stepsPerEpoch }, (_, step) => schedule(epoch * stepsPerEpoch + step));
  expect(new Set(ofEpoch(3)).size).toBe(1);
  expect(ofEpoch(0)[0]).toBeCloseTo(0.005, 12);
  expect(ofEpoch(2)[0]).toBeCloseTo(0.5 * (0.01 + (0.99 * 2) / 5), 12);
  expect(ofEpoch(5)[0]).toBe(0.5);
  expect(ofEpoch(300)[0]).toBeCloseTo((0.5 * (1 + Math.cos((Math.PI * 295) / 595))) / 2, 12);
});

test('an unknown name is answered with the nearest', () => {
  expect(() => recipeNamed('resnet-cifr')).toThrow(
    new RangeError(
      `There is no recipe "resnet-cifr"; did you mean "resnet-cifar"? The recipes are ${NAMES.join(', ')}.`,
    ),
  );
  expect(() => recipeNamed('zzzzzzzzzzzz')).toThrow('There is no recipe "zzzzzzzzzzzz"; the recipes are');
  expect(() => recipeNamed('toString')).toThrow('There is no recipe "toString"');
  expect(isRecipeName('vgg')).toBe(true);
  expect(isRecipeName('constructor')).toBe(false);
});

test("the staged start of VGG's paper is a field of a recipe", () => {
  const staged = defineRecipe({ ...recipeNamed('vgg'), name: 'vgg-staged', startFrom: VGG_STAGED_START });
  expect(staged.startFrom?.recipe).toBe('vgg-a');
  expect(staged.startFrom?.layers).toHaveLength(7);
  expect(recipeFingerprint(staged)).not.toBe(recipeFingerprint(recipeNamed('vgg')));
});
