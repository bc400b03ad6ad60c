import { defineRecipe } from '@skipjack/recipes';
import type { JsonValue, Recipe } from '@skipjack/recipes';
import { UsageError } from './usage-error.ts';

/** A key of a recipe and the values that it takes in turn. */
export interface SweepAxis {
  /** Path of the key, such as `schedule.rate` or `data.augment[0].padding`. */
  readonly path: string;
  /** Its values. */
  readonly values: readonly JsonValue[];
}

/** A place in the grid: a value of each axis. */
export interface SweepPoint {
  /** The values, in the order of the axes. */
  readonly values: readonly JsonValue[];
  /** The recipe with these values. */
  readonly recipe: Recipe;
}

type Json = { readonly [key: string]: JsonValue };

/** More runs are no small grid. */
const MOST_POINTS = 1000;

/** Keys that steer no training. */
const WORDS: ReadonlySet<string> = new Set(['name', 'description', 'sources', 'expected', 'differs']);

/** A value as JSON has it; a word needs no quotes. */
function valueOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** Divides at commas outside of brackets and quotes. */
function divided(text: string): string[] {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && '[{'.includes(letter)) depth += 1;
    if (!quoted && ']}'.includes(letter)) depth -= 1;
    if (letter === ',' && depth === 0 && !quoted) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${letter}`);
  }
  return parts.map((part) => part.trim());
}

/**
 * Reads a value of `--set`, such as `schedule.rate=0.05,0.1`.
 *
 * @param text - What the user wrote.
 * @returns The key and its values.
 * @throws UsageError when it has no key or no value, or a value twice.
 */
export function sweepAxis(text: string): SweepAxis {
  const [, path = '', list = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const parts = divided(list);
  if (path.trim() === '' || parts.includes(''))
    throw new UsageError(
      `--set must be a key and its values, such as schedule.rate=0.05,0.1; got "${text}".`,
    );
  const values = parts.map(valueOf);
  const texts = values.map((value) => JSON.stringify(value));
  const twice = texts.find((each, index) => texts.indexOf(each) !== index);
  if (twice !== undefined) throw new UsageError(`--set ${path} names ${twice} twice; name each value once.`);
  return { path: path.trim(), values };
}

const isObject = (value: JsonValue | undefined): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The names and indices that a path consists of. */
const keysOf = (path: string): string[] =>
  path.split(/\.|\[(\d+)\]\.?/).filter((key) => key !== undefined && key !== '');

/** A copy with a value put in. A part that is absent is made; one that has no keys is refused. */
function withValue(
  target: JsonValue | undefined,
  keys: readonly string[],
  value: JsonValue,
  path: string,
): JsonValue {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(target)) {
    const list = target as readonly JsonValue[];
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= list.length)
      throw new UsageError(`--set ${path}: there is no ${key} in a list of ${list.length}; count from 0.`);
    return list.map((each, at) => (at === index ? withValue(each, rest, value, path) : each));
  }
  if (target !== undefined && !isObject(target))
    throw new UsageError(
      `--set ${path}: ${JSON.stringify(target)} has no keys, so none called "${key}"; end the path before it.`,
    );
  const inner = target !== undefined && Object.hasOwn(target, key) ? target[key] : undefined;
  return { ...target, [key]: withValue(inner, rest, value, path) };
}

/** The recipe with the values of one point; its sources say where these come from. */
function changed(recipe: Recipe, axes: readonly SweepAxis[], values: readonly JsonValue[]): Recipe {
  const { expected: _, ...rest } = recipe;
  let json = JSON.parse(JSON.stringify(rest)) as JsonValue;
  for (const [at, { path }] of axes.entries()) json = withValue(json, keysOf(path), values[at] ?? null, path);
  const sources = {
    ...recipe.sources,
    ...Object.fromEntries(axes.map(({ path }) => [path, 'given for this sweep'])),
  };
  const object: object = { ...(json as Json), sources };
  try {
    return defineRecipe(object as Recipe);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    const where = axes.map(({ path }, at) => `${path}=${JSON.stringify(values[at])}`).join(' ');
    throw new UsageError(`--set ${where}: ${error.message}`, { cause: error });
  }
}

/**
 * Makes the recipes of a grid, each of them checked.
 *
 * @param recipe - The recipe.
 * @param axes - The keys and their values.
 * @returns All combinations, the last key's values fastest.
 * @throws UsageError when a key does not exist or steers no training, a value is impossible, or there are too many combinations.
 */
export function sweepGrid(recipe: Recipe, axes: readonly SweepAxis[]): readonly SweepPoint[] {
  const paths = axes.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined)
    throw new UsageError(`--set names ${twice} twice; give all of its values at once.`);
  const word = paths.find((path) => WORDS.has(keysOf(path)[0] ?? ''));
  if (word !== undefined)
    throw new UsageError(`--set ${word}: that key steers no training; name another one.`);
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_POINTS)
    throw new UsageError(`The grid has ${count} combinations, more than ${MOST_POINTS}; give fewer values.`);
  let rows: (readonly JsonValue[])[] = [[]];
  for (const { values } of axes) rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  return rows.map((values) => ({ values, recipe: changed(recipe, axes, values) }));
}

const LONGEST = 120;

/**
 * The name of the folder of a run of a sweep.
 *
 * @param axes - The keys.
 * @param point - The values.
 * @param options - Number of the point, and the seed.
 * @returns Such as `03-rate-0.1-weightDecay-0.0005-seed-1`.
 */
export function sweepRunName(
  axes: readonly SweepAxis[],
  point: SweepPoint,
  { number, seed }: { readonly number: number; readonly seed: number },
): string {
  const words = axes.map(({ path }, at) => {
    const value = point.values[at] ?? null;
    return `${keysOf(path).at(-1) ?? ''}-${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  const text = [...words, `seed-${seed}`].join('-').replaceAll(/[^\w.+-]+/g, '_');
  return `${String(number + 1).padStart(2, '0')}-${text.slice(-LONGEST)}`;
}
