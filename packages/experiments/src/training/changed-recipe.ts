import { defineRecipe, recipeDifferences } from '@skipjack/recipes';
import type { LengthSpec, Recipe, ScheduleSpec } from '@skipjack/recipes';

/** What is changed in a recipe for one run. */
export interface RecipeChanges {
  /** Other data, as `openSource` takes them: `fashion-mnist`, `folder:/data/pets`. */
  readonly data?: string | undefined;
  /** Another model, by its name. */
  readonly model?: string | undefined;
  /** Another length, in steps or epochs. */
  readonly length?: LengthSpec | undefined;
  /** Images of one update of the weights. */
  readonly batch?: number | undefined;
  /** Another seed: of weights, order, augmentation and mixing. */
  readonly seed?: number | undefined;
  /** What a step computes the large tensors in. */
  readonly precision?: 'float32' | 'bfloat16' | undefined;
  /** Evaluations without a better one after which the training ends. */
  readonly patience?: number | undefined;
}

/** The kind of a spec of data: what comes before its colon. */
const kindOf = (spec: string): string => spec.split(':', 1)[0] ?? spec;

/** By how much a training becomes longer; undefined where only the data would tell. */
function ratioOf(before: LengthSpec, after: LengthSpec): number | undefined {
  if ('steps' in before) return 'steps' in after ? after.steps / before.steps : undefined;
  return 'epochs' in after ? after.epochs / before.epochs : undefined;
}

/** Counts of steps stay whole numbers, from 1. */
const scaled = (length: number, unit: 'steps' | 'epochs', ratio: number): number =>
  unit === 'steps' ? Math.max(1, Math.round(length * ratio)) : length * ratio;

/** A schedule whose milestones and lengths in `unit` are at the same share of a training that is `ratio` as long. */
function stretched(spec: ScheduleSpec, unit: 'steps' | 'epochs', ratio: number): ScheduleSpec {
  const inner =
    spec.type === 'warmUp' || spec.type === 'hold'
      ? { ...spec, schedule: stretched(spec.schedule, unit, ratio) }
      : spec;
  const { unit: own = 'steps' }: { readonly unit?: 'steps' | 'epochs' } = 'unit' in inner ? inner : {};
  if (own !== unit) return inner;
  const of = (length: number): number => scaled(length, unit, ratio);
  switch (inner.type) {
    case 'multiStep':
      return { ...inner, milestones: [...new Set(inner.milestones.map(of))] };
    case 'step':
    case 'exponential':
      return { ...inner, every: of(inner.every) };
    case 'warmUp':
    case 'cosine':
    case 'polynomial':
    case 'oneCycle':
      return inner.length === undefined ? inner : { ...inner, length: of(inner.length) };
    default:
      return inner;
  }
}

/** Another length, with what must not be beyond it. */
function withLength(recipe: Recipe, length: LengthSpec): Recipe {
  const ratio = ratioOf(recipe.length, length);
  const unit = 'steps' in length ? 'steps' : 'epochs';
  const every = recipe.evaluation?.every;
  const least = every && ratioOf(every, length);
  return {
    ...recipe,
    length,
    ...(ratio !== undefined && { schedule: stretched(recipe.schedule, unit, ratio) }),
    ...(least !== undefined && least < 1 && { evaluation: { ...recipe.evaluation, every: length } }),
  };
}

/** The sources without those of what was changed, and with where the new values come from. */
function sourcesOf({ sources }: Recipe, changed: readonly string[]): Recipe['sources'] {
  const within = (key: string): boolean =>
    changed.some((path) => key === path || key.startsWith(`${path}.`) || key.startsWith(`${path}[`));
  const kept = Object.entries(sources).filter(([key]) => !within(key));
  return Object.fromEntries([...kept, ...changed.map((path) => [path, 'given for this run'] as const)]);
}

/**
 * A recipe with some values changed for one run. Milestones and other lengths of its schedule stay at their share of the training, where
 * they are counted as the new length is. What the recipe is expected to reach holds for another seed only.
 *
 * @param recipe - The recipe.
 * @param changes - The new values; those that are undefined stay.
 * @returns A checked copy, under the same name.
 * @throws TypeError or RangeError where a value is none that a recipe can have, as `defineRecipe` does.
 */
export function changedRecipe(recipe: Recipe, changes: RecipeChanges): Recipe {
  const { data, model, length, batch, seed, precision, patience } = changes;
  const kind = data === undefined || kindOf(data) === recipe.data.name ? undefined : kindOf(data);
  const longer = length === undefined ? recipe : withLength(recipe, length);
  const values = {
    ...(kind !== undefined && { data: { ...recipe.data, name: kind } }),
    ...(model !== undefined && model !== recipe.model.name && { model: { name: model } }),
    ...(batch !== undefined && { batch }),
    ...(precision !== undefined && { precision }),
    ...(patience !== undefined && { earlyStop: { patience } }),
  };
  const { expected, ...rest } = { ...longer, ...values };
  const changed = [
    ...Object.keys(values).map((key) => (key === 'data' ? 'data.name' : key)),
    ...(length === undefined ? [] : ['length']),
    ...(seed === undefined ? [] : ['seed']),
  ];
  const steers = recipeDifferences(recipe, { ...rest, sources: {} }).length > 0;
  return defineRecipe({
    ...rest,
    ...(seed !== undefined && { seed }),
    ...(expected && !steers && { expected }),
    sources: sourcesOf(recipe, changed),
  });
}
