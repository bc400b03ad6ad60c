import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { nearestName } from './nearest-name.ts';

/** The names of all options of `Options`, each with `true`, so that the compiler finds one that is missing. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** A value as a message shows it: strings in quotes, so that `'8'` is not taken for 8. */
export function written(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/**
 * Throws a `TypeError` if `options` is no object or has an option that `owner` does not know; an option that is undefined
 * is not given. `tolerated` ones are known to others that can stand in the same place, and have no effect here.
 */
export function expectOptions<Options>(
  owner: string,
  options: Options,
  known: OptionNames<Options>,
  tolerated: readonly string[] = [],
): void {
  const names = Object.keys(known);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(
      `${owner} needs an object of options, with names among ${names.join(', ')}; got ${written(options)}.`,
    );
  }
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || names.includes(option) || tolerated.includes(option)) continue;
    const nearest = nearestName(option, names);
    const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
    throw new TypeError(
      `${owner} has no option ${JSON.stringify(option)}: ${hint}${nearest === undefined ? 'its' : 'Its'} options are ${names.join(', ')}.`,
    );
  }
}

/** Returns `value` if it is an integer of at least 1. */
export function positiveInteger(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${option} must be an integer of at least 1; got ${written(value)}.`);
}

/** Returns `seed` if it is an integer of 32 bits without sign. */
export function seed32(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff) return seed;
  throw new RangeError(`seed must be an integer from 0 to 4294967295; got ${written(seed)}.`);
}

/** Returns `value` if it is one of the `allowed` words. */
export function oneOf<T extends string>(option: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  const words = allowed.map((word) => `'${word}'`).join(' or ');
  throw new RangeError(`${option} must be ${words}; got ${JSON.stringify(value) ?? String(value)}.`);
}

/** Returns `name` if it can be the beginning of layer names. */
export function layerName(name: string): string {
  if (typeof name === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(name)) return name;
  throw new TypeError(
    `name must be letters, digits and underscores, such as 'stage1_block1'; got ${JSON.stringify(name) ?? String(name)}.`,
  );
}

/** Channels of a feature map `[batch, height, width, channels]`. */
export function channelsOf(x: SymbolicTensor, name: string): number {
  const channels = x.shape[3];
  if (x.shape.length === 4 && typeof channels === 'number') return channels;
  throw new TypeError(
    `${name} needs an input [batch, height, width, channels] with a known number of channels; got ` +
      `${JSON.stringify(x.shape)}. Give the model's input its channels.`,
  );
}
