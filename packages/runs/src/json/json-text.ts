import type { JsonValue } from '@skipjack/recipes';

const MAX_DEPTH = 64;

function fail(path: string, what: string): never {
  throw new TypeError(
    `${path} is ${what}, which JSON cannot keep; give null, true, false, a finite number, a string, a list or a plain object.`,
  );
}

function objectText(value: object, path: string, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    fail(path, `an object of class ${value.constructor.name}`);
  const entries = Object.entries(value as Record<string, unknown>).map(([key, inner]) => {
    if (key === '__proto__') fail(`${path}.${key}`, 'a forbidden key');
    return `${JSON.stringify(key)}:${textOf(inner, `${path}.${key}`, depth + 1)}`;
  });
  return `{${entries.join(',')}}`;
}

function textOf(value: unknown, path: string, depth: number): string {
  if (depth > MAX_DEPTH) fail(path, `more than ${MAX_DEPTH} levels deep`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) fail(path, `${value} (keep such numbers as strings)`);
    return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  }
  if (Array.isArray(value))
    return `[${value.map((inner: unknown, index) => textOf(inner, `${path}[${index}]`, depth + 1)).join(',')}]`;
  return typeof value === 'object' ? objectText(value, path, depth) : fail(path, `of type ${typeof value}`);
}

/**
 * JSON from which `readJson` makes the same value again, to the bit: what JSON would change or drop is an error.
 *
 * @param value - What to write.
 * @param name - What the value is called in errors.
 * @throws TypeError for NaN, infinities, undefined, functions, objects of a class, `__proto__` and more than 64 levels.
 */
export function jsonText(value: JsonValue, name: string): string {
  return textOf(value, name, 0);
}
