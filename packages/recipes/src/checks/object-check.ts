import { expectShallow, mustBe, under } from './check.ts';
import type { Check } from './check.ts';
import { didYouMean, wordOf } from './value-checks.ts';

/** A key that must be there. */
export interface NeededField {
  readonly needed: true;
  readonly check: Check;
}
/** A key that may be left out; one that is undefined is. */
export interface OptionalField {
  readonly needed: false;
  readonly check: Check;
}

/** A check for every key of an interface: the compiler finds one that is missing, or that is optional in one of them only. */
export type FieldsOf<Value> = {
  readonly [Key in keyof Value]-?: object extends Pick<Value, Key> ? OptionalField : NeededField;
};

/** A key that must be there. */
export const needed = (check: Check): NeededField => ({ needed: true, check });
/** A key that may be left out. */
export const optional = (check: Check): OptionalField => ({ needed: false, check });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the object at a path is called in a sentence. */
const called = (path: string): string => (path === '' ? 'the recipe' : path);

/** An object with these keys and no others; `expected` says what it is. */
export function objectOf<Value>(expected: string, fields: FieldsOf<Value>): Check {
  const known = new Map<string, NeededField | OptionalField>(Object.entries(fields));
  const names = [...known.keys()];
  return {
    expected,
    test(value, path) {
      expectShallow(path);
      if (!isObject(value)) throw new TypeError(mustBe(called(path), expected, value));
      for (const [key, each] of Object.entries(value)) {
        if (each === undefined) continue;
        if (known.has(key)) continue;
        const hint = didYouMean(key, names);
        const has = hint === '' ? '; it has' : `${hint} It has`;
        throw new TypeError(`${called(path)} has no key ${JSON.stringify(key)}${has} ${names.join(', ')}.`);
      }
      for (const [key, field] of known) {
        const each = Object.hasOwn(value, key) ? value[key] : undefined;
        if (each !== undefined) field.check.test(each, under(path, key));
        else if (field.needed)
          throw new TypeError(`${under(path, key)} is missing; it must be ${field.check.expected}.`);
      }
    },
  };
}

/** One of several kinds of objects, told by their key `type`; `checks` may be added to after the call, so that kinds may nest. */
export function variantOf(expected: string, checks: Readonly<Record<string, Check>>): Check {
  return {
    expected,
    test(value, path) {
      expectShallow(path);
      if (!isObject(value)) throw new TypeError(mustBe(path, expected, value));
      const type = Object.hasOwn(value, 'type') ? value['type'] : undefined;
      const types = wordOf(Object.keys(checks));
      if (type === undefined)
        throw new TypeError(`${under(path, 'type')} is missing; it must be ${types.expected}.`);
      types.test(type, under(path, 'type'));
      checks[String(type)]?.test(value, path);
    },
  };
}
