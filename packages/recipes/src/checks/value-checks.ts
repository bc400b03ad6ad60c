import { nearestName } from '../nearest-name.ts';
import { expectShallow, mustBe, shown, under } from './check.ts';
import type { Check } from './check.ts';

/** A text that is not empty. */
export const TEXT: Check = {
  expected: 'a text',
  test(value, path) {
    if (typeof value !== 'string' || value.trim() === '')
      throw new TypeError(mustBe(path, 'a text that is not empty', value));
  },
};

/** True or false. */
export const FLAG: Check = {
  expected: 'true or false',
  test(value, path) {
    if (typeof value !== 'boolean') throw new TypeError(mustBe(path, 'true or false', value));
  },
};

/** The nearest of some names, as the part of a sentence that asks for it. */
export function didYouMean(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : `; did you mean ${JSON.stringify(nearest)}?`;
}

/** One of some words. */
export function wordOf(words: readonly string[]): Check {
  const expected = `one of ${words.join(', ')}`;
  return {
    expected,
    test(value, path) {
      if (typeof value !== 'string') throw new TypeError(mustBe(path, expected, value));
      if (words.includes(value)) return;
      const hint = didYouMean(value, words);
      const got = `got ${shown(value)}${hint === '' ? '.' : hint}`;
      throw new RangeError(`${path} must be ${expected}; ${got}`);
    },
  };
}

/** An array of such values. */
export function listOf(item: Check, least = 0): Check {
  const expected = `an array${least > 0 ? ` of at least ${least} items` : ''}, each ${item.expected}`;
  return {
    expected,
    test(value, path) {
      if (!Array.isArray(value)) throw new TypeError(mustBe(path, expected, value));
      if (value.length < least) throw new RangeError(`${path} must be ${expected}; got ${value.length}.`);
      for (const [index, each] of value.entries()) item.test(each, under(path, index));
    },
  };
}

/** An object of any keys with such values. */
export function recordOf(item: Check): Check {
  const expected = `an object whose values are each ${item.expected}`;
  return {
    expected,
    test(value, path) {
      expectShallow(path);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new TypeError(mustBe(path, expected, value));
      for (const [key, each] of Object.entries(value)) item.test(each, under(path, key));
    },
  };
}

/** Anything that JSON has; an object's keys that are undefined are left out. */
export const JSON_VALUE: Check = {
  expected: 'a value of JSON',
  test(value, path) {
    expectShallow(path);
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new RangeError(mustBe(path, 'a finite number', value));
    } else if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) JSON_VALUE.test(each, under(path, index));
    } else if (typeof value === 'object') {
      for (const [key, each] of Object.entries(value))
        if (each !== undefined) JSON_VALUE.test(each, under(path, key));
    } else {
      throw new TypeError(mustBe(path, 'a value of JSON', value));
    }
  },
};
