import type { JsonValue } from './training-state.ts';

/** Something that differs between two values of JSON. */
export interface JsonDifference {
  /** Where, such as `optimizer.momentum`. */
  readonly path: string;
  /** In the first one; undefined where it is absent. */
  readonly before: JsonValue | undefined;
  /** In the second one; undefined where it is absent. */
  readonly after: JsonValue | undefined;
}

const isObject = (value: unknown): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every path at which two values of JSON differ; lists are compared as a whole. */
export function differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path = '',
): JsonDifference[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const own = (value: { readonly [key: string]: JsonValue }, key: string): JsonValue | undefined =>
      Object.hasOwn(value, key) ? value[key] : undefined;
    return keys.flatMap((key) =>
      differences(own(before, key), own(after, key), path === '' ? key : `${path}.${key}`),
    );
  }
  const same =
    Array.isArray(before) && Array.isArray(after)
      ? before.length === after.length &&
        before.every((item, index) => differences(item, after[index]).length === 0)
      : JSON.stringify(before) === JSON.stringify(after);
  return same ? [] : [{ path, before, after }];
}
