import type { Optimizer } from '@tensorflow/tfjs-core';
import { property } from './layer-parts.ts';
import type { LayerObject, LayersModel } from './layers-model.ts';

/** Properties that change without a change of what is computed. */
const IDLE = new Set([
  'name',
  'id',
  'built',
  'isTraining',
  'stopTraining_',
  '_refCount',
  'fastWeightInitDuringBuild',
]);
/** Objects of a layer that take part in what is computed, each by its identity. */
const PARTS = /^(activation|.*(Activation|Regularizer|Constraint))$/;
/** What a property is that holds no number, text or truth value. */
const OBJECT = Symbol('object');

interface Watched {
  readonly owner: object;
  readonly key: string;
  readonly place: string;
  /** Changed by the steps themselves, such as a count of them: no reason to record anew. */
  own: boolean;
}

/**
 * The numbers, texts and truth values that layers hold, and their activations, regularizers and constraints: a recorded step has them as they were, and is recorded anew where one
 * of them is another.
 */
export class WatchedState {
  readonly #watched: readonly Watched[];

  /**
   * @param model - whose weights' `trainable` is watched
   * @param layers - all of its layers
   */
  constructor(model: LayersModel, layers: readonly LayerObject[]) {
    const watched: Watched[] = [];
    const watch = (owner: object, label: string): void => {
      for (const key of Object.keys(owner)) {
        const value: unknown = Reflect.get(owner, key);
        if (IDLE.has(key) || (typeof value === 'object' && value !== null && !PARTS.test(key))) continue;
        watched.push({ owner, key, place: `${key} of ${label}`, own: false });
      }
    };
    for (const layer of layers) {
      const label = `the layer ${layer.name ?? ''}`;
      watch(layer, label);
      for (const key of Object.keys(layer)) {
        const part: unknown = Reflect.get(layer, key);
        if (typeof part === 'object' && part !== null && PARTS.test(key)) watch(part, `${key} of ${label}`);
      }
    }
    for (const weight of model.collectedTrainableWeights ?? [])
      watched.push({ owner: weight, key: 'trainable', place: 'trainable of a weight', own: false });
    this.#watched = watched;
  }

  /** The values now. */
  read(): unknown[] {
    return this.#watched.map(({ owner, key }) => valueOf(key, Reflect.get(owner, key)));
  }

  /** The place of a difference between two readings, but those of the steps' own. */
  difference(before: readonly unknown[], after: readonly unknown[]): string | undefined {
    return this.#watched.find(({ own }, index) => !own && before[index] !== after[index])?.place;
  }

  /** Notes that what differs was changed by a step. */
  stepped(before: readonly unknown[], after: readonly unknown[]): void {
    for (const [index, one] of this.#watched.entries()) one.own ||= before[index] !== after[index];
  }

  /** The place of any difference between two readings. */
  change(before: readonly unknown[], after: readonly unknown[]): string | undefined {
    return this.#watched.find((_one, index) => before[index] !== after[index])?.place;
  }
}

function valueOf(key: string, value: unknown): unknown {
  if (key === '_callHook' || PARTS.test(key)) return value;
  const isPlain = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
  return isPlain ? value : OBJECT;
}

/** What of an optimizer a recorded step has: its numbers, but for those left out, and the variables that it keeps. */
export function optimizerState(optimizer: Optimizer, without: ReadonlySet<string>): unknown[] {
  return Object.keys(optimizer).flatMap((key): unknown[] => {
    const value: unknown = Reflect.get(optimizer, key);
    if (without.has(key)) return [];
    if (!Array.isArray(value)) return [value];
    return [
      value.length,
      ...value.map((one: unknown) =>
        typeof one === 'object' && one !== null ? (property(one, 'variable') ?? one) : one,
      ),
    ];
  });
}

/** The numbers and truth values of an optimizer, but for its count of steps. */
export function optimizerNumbers(optimizer: Optimizer | undefined): unknown[] {
  return Object.entries(optimizer ?? {}).flatMap(([key, value]: [string, unknown]) =>
    key !== 'iterations_' && (typeof value === 'number' || typeof value === 'boolean') ? [value] : [],
  );
}

/** Whether two lists have the same elements. */
export function equalLists(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}
