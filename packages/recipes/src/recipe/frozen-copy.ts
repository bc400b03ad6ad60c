/** A deep copy of a value of JSON that nobody can change; keys that are undefined are left out. */
export function frozenCopy<Value>(value: Value): Value {
  return copied(value) as Value;
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(copied));
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.freeze(Object.fromEntries(given.map(([key, each]) => [key, copied(each)])));
}
