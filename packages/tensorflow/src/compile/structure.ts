import type { Tensor } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/** Arguments or results of a function: tensors in arrays and plain objects, among other values of JavaScript. */
export interface Structure {
  /** The tensors, in the order in which they are met. */
  readonly tensors: readonly Tensor[];
  /** Where each tensor is, such as `[0].images`. */
  readonly places: readonly string[];
  /** Everything but the tensors, as text: equal texts are equal structures. */
  readonly key: string;
}

const MOST_DEPTH = 64;
/** A place is told with so many characters. */
const MOST_PLACE = 40;

/** Objects that have no equal: each is known by its number. */
const identities = new WeakMap<object, number>();
const symbols = new Map<symbol, number>();
let identityCount = 0;

/** Whether a value is a tensor, of whichever copy of tfjs-core. */
export function isTensor(value: unknown): value is Tensor {
  return (
    typeof value === 'object' && value !== null && 'dataId' in value && 'shape' in value && 'dtype' in value
  );
}

/** Whether a value has a place in a structure: an object made by `{}`, or an array. */
function children(value: object): readonly (readonly [key: string, value: unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((one: unknown, index) => [`[${index}]`, one] as const);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  return Object.entries(value).map(([key, one]) => [`.${key}`, one] as const);
}

/**
 * Takes a structure apart.
 * @param isLeaf - tensors that count as other values, by their identity
 * @param what - what it is to a function
 * @throws EngineError for a typed array, which would have to be compared at every call, and for a structure without end.
 */
export function takenApart(
  value: unknown,
  isLeaf: (tensor: Tensor) => boolean,
  what: 'argument' | 'result' = 'argument',
): Structure {
  const tensors: Tensor[] = [];
  const places: string[] = [];
  const visit = (one: unknown, place: string, depth: number): string => {
    if (typeof one !== 'object' || one === null) return plain(one);
    if (isTensor(one) && !isLeaf(one)) {
      tensors.push(one);
      places.push(place);
      return 'T';
    }
    if (ArrayBuffer.isView(one))
      throw new EngineError(
        'INVALID_ARGUMENT',
        `A compiled function ${what === 'argument' ? 'takes tensors, and numbers, texts and truth values as part of its signature' : 'answers tensors, and what does not change from call to call'}; got a ${one.constructor.name} as ${what}${at(place)}: make a tensor of it.`,
      );
    const parts = isTensor(one) ? undefined : children(one);
    if (!parts) {
      if (!isTensor(one) && holdsTensor(one, what))
        throw new EngineError(
          'INVALID_ARGUMENT',
          `The ${what}${at(place)} of a compiled function is a ${one.constructor?.name ?? 'object'} with a tensor in it, which is not looked for there: use an array or a plain object.`,
        );
      return `#${identity(one)}`;
    }
    if (depth > MOST_DEPTH)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `The ${what}${at(place)} holds itself, or is nested too deep.`,
      );
    const inner = parts.map(
      ([key, child]) => `${JSON.stringify(key)}${visit(child, place + key, depth + 1)}`,
    );
    return Array.isArray(one) ? `[${inner.join()}]` : `{${inner.join()}}`;
  };
  const key = visit(value, '', 0);
  return { tensors, places, key };
}

/**
 * Whether a tensor is where nobody looks for it: in a map or a set, or, as a result, in the object of a class, which would be given
 * back with a tensor of the recording. As an argument such an object is known by its identity, and may well hold tensors of its own.
 */
function holdsTensor(value: object, what: 'argument' | 'result'): boolean {
  const inner: unknown[] =
    value instanceof Map || value instanceof Set
      ? [...value.values()]
      : what === 'result'
        ? Object.values(value)
        : [];
  return inner.some((one) => isTensor(one) && !one.isDisposed);
}

/** The same structure with other tensors, taken in their order. Everything else is the same object. */
export function putTogether<T>(value: T, tensors: readonly Tensor[], isLeaf: (tensor: Tensor) => boolean): T {
  let next = 0;
  const visit = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    if (isTensor(one)) return isLeaf(one) ? one : tensors[next++];
    const parts = children(one);
    if (!parts) return one;
    if (Array.isArray(one)) return one.map(visit);
    return Object.fromEntries(Object.entries(one).map(([key, child]) => [key, visit(child)]));
  };
  return visit(value) as T;
}

function at(place: string): string {
  return place === '' ? '' : ` ${place.length > MOST_PLACE ? `${place.slice(0, MOST_PLACE)}…` : place}`;
}

function plain(value: unknown): string {
  if (typeof value === 'function') return `#${identity(value)}`;
  if (typeof value === 'symbol') {
    const known = symbols.get(value) ?? ++identityCount;
    symbols.set(value, known);
    return `#${known}`;
  }
  if (typeof value === 'string') return JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : `${typeof value === 'bigint' ? 'n' : ''}${String(value)}`;
}

function identity(value: object): number {
  let known = identities.get(value);
  if (known === undefined) identities.set(value, (known = ++identityCount));
  return known;
}
