import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { nearestName } from './nearest-name.ts';

/** Whether a value will do: true, or in words what it must be. */
export type Check = (value: unknown) => true | string;

/**
 * What an option may be. One that must be given has a check; one that may be left out has a list, and is one of its values or
 * passes one of its checks.
 */
export type Rule = Check | readonly unknown[];

/** What each option may be, all of them, so that the compiler finds one that is missing. */
export type OptionRules<Options> = Readonly<Record<keyof Options, Rule>>;

/** A value as a message shows it: strings in quotes, so that `'8'` is not taken for 8. */
export function written(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/**
 * Throws a `TypeError` if `options` is no object or has an option that `owner` does not know, and what {@link expectValue} throws
 * of the others; an option that is undefined is not given. `tolerated` ones are known to others that can stand in the same place,
 * and have no effect here.
 */
export function expectOptions<Options extends object>(
  owner: string,
  options: Options,
  rules: OptionRules<Options>,
  tolerated: readonly string[] = [],
): void {
  const names = Object.keys(rules);
  const all = names.join(', ');
  const got = written(options);
  if (got !== 'an object')
    throw new TypeError(`${owner} needs an object of options among ${all}; got ${got}.`);
  const given = new Map<string, unknown>(Object.entries(options));
  for (const [option, value] of given) {
    if (value === undefined || [...names, ...tolerated].includes(option)) continue;
    const nearest = nearestName(option, names);
    const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    throw new TypeError(`${owner} has no option ${written(option)}; it has ${all}.${hint}`);
  }
  let place: unknown = owner;
  for (const [option, rule] of Object.entries<Rule>(rules)) {
    expectValue(`${String(place)}: ${option}`, given.get(option), rule);
    if (option === 'name') place = given.get(option) ?? owner;
  }
}

/** Throws if the value is not what the rule says: a `RangeError` for a number or a string, a `TypeError` for anything else. */
export function expectValue(what: string, value: unknown, rule: Rule): void {
  const required = typeof rule === 'function';
  if (value === undefined && !required) return;
  const answers = (required ? [rule] : rule).map((one) =>
    typeof one === 'function' ? (one as Check)(value) : one === value || written(one),
  );
  if (answers.includes(true)) return;
  const Failure = typeof value === 'number' || typeof value === 'string' ? RangeError : TypeError;
  throw new Failure(`${what} must be ${answers.join(' or ')}; got ${written(value)}.`);
}

/** Channels of a feature map `[batch, height, width, channels]`. */
export function channelsOf({ shape }: SymbolicTensor, name: string): number {
  const channels = shape[3];
  if (shape.length === 4 && typeof channels === 'number') return channels;
  throw new TypeError(
    `${name} needs an input [batch, height, width, channels] of known channels; got ${written(shape)}. Give the model's input its channels.`,
  );
}
