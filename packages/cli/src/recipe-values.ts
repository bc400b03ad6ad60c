import type { JsonValue, Recipe } from '@skipjack/recipes';

/** A value of a recipe. */
export interface RecipeValue {
  /** Path of its key, such as `optimizer.momentum`. */
  readonly path: string;
  /** As a person reads it. */
  readonly value: string;
  /** Where it comes from; undefined where the recipe does not say. */
  readonly source: string | undefined;
}

const isObject = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumbers = (value: readonly JsonValue[]): boolean => value.every((each) => typeof each === 'number');

/** The paths of all values; a list of numbers is one value, and so is a step of augmentation. */
function valuesUnder(value: JsonValue, path: string): [path: string, value: JsonValue][] {
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    if (isNumbers(list)) return [[path, value]];
    return list.flatMap((each, index) => valuesUnder(each, `${path}[${index}]`));
  }
  if (!isObject(value) || path.endsWith(']')) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) =>
    valuesUnder(each, path === '' ? key : `${path}.${key}`),
  );
}

function written(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(written).join(', ')}]`;
  if (isObject(value)) {
    const { type, ...rest } = value;
    const words = Object.entries(rest).map(([key, each]) => `${key} ${written(each)}`);
    return [...(type === undefined ? [] : [written(type)]), words.join(', ')].join(' ').trim();
  }
  return typeof value === 'number' && Math.abs(value) < 1e-3 && value !== 0
    ? value.toExponential().replace('e+', 'e')
    : String(value);
}

/** What the recipe says of the value at a path: that of the longest path of a source that leads there. */
function sourceOf(path: string, sources: Recipe['sources']): string | undefined {
  const leading = Object.keys(sources).filter(
    (key) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`),
  );
  const [longest] = leading.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : sources[longest];
}

/** The sources of parts of a value, such as a key of a step of augmentation. */
function sourcesWithin(path: string, sources: Recipe['sources']): string[] {
  return Object.entries(sources)
    .filter(([key]) => key.startsWith(`${path}.`))
    .map(([key, source]) => `${key.slice(path.length + 1)}: ${source}`);
}

/**
 * Lists all values of a recipe that steer the training, with their sources.
 *
 * @param recipe - The recipe.
 * @returns In the order of the recipe's keys.
 */
export function recipeValues(recipe: Recipe): RecipeValue[] {
  const { name: _, description: _d, sources, expected: _e, differs: _f, ...steering } = recipe;
  const json = JSON.parse(JSON.stringify(steering)) as JsonValue;
  return valuesUnder(json, '').map(([path, value]) => {
    const whole = [sourceOf(path, sources), ...sourcesWithin(path, sources)].filter(
      (source) => source !== undefined,
    );
    return { path, value: written(value), source: whole.length === 0 ? undefined : whole.join('; ') };
  });
}
