import { differences } from '../json-differences.ts';
import type { JsonDifference } from '../json-differences.ts';
import type { JsonValue } from '../training-state.ts';
import type { Recipe } from './recipe.ts';

/** What steers the training, with the defaults that stand for nothing. */
function steering(recipe: Recipe): { readonly [key: string]: JsonValue } {
  const { name: _, description: _d, sources: _s, expected: _e, differs: _f, ...rest } = recipe;
  const whole = { accumulate: 1, precision: 'float32', seed: 0, ...rest };
  return JSON.parse(JSON.stringify(whole)) as { readonly [key: string]: JsonValue };
}

const isObject = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON whose keys are sorted. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

/** The hash FNV-1a of 128 bits of a text's UTF-8, as 32 hexadecimal digits. */
function fnv1a(text: string): string {
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * 0x0000000001000000000000000000013bn);
  return hash.toString(16).padStart(32, '0');
}

/**
 * A fingerprint of all that steers a training: the same for two recipes that differ in name, description, sources, expected result or
 * the order of their keys only.
 *
 * @returns 32 hexadecimal digits; no protection against intent, for which it is not made.
 */
export function recipeFingerprint(recipe: Recipe): string {
  return fnv1a(canonical(steering(recipe)));
}

/** Every path of keys at which what steers the training differs between two recipes; lists are compared as a whole. */
export function recipeDifferences(before: Recipe, after: Recipe): readonly JsonDifference[] {
  return differences(steering(before), steering(after));
}
