/** What a value of JSON must be: thrown as one sentence, with the path of keys that leads to it. */
export interface Check {
  /** What it must be, such as `an integer of at least 1`. */
  readonly expected: string;
  /** Throws unless `value`, which is at `path`, is that. */
  readonly test: (value: unknown, path: string) => void;
}

/** A path is named in messages; one that is longer than this is cut, and nothing is nested that deeply. */
const LONGEST_PATH = 400;

/** A value as a message shows it, cut where it is long. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'an array';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
}

/** The path of a key of the value at `path`. */
export const under = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;

/** The sentence that says what a value must be. */
export const mustBe = (path: string, expected: string, value: unknown): string =>
  `${path} must be ${expected}; got ${shown(value)}.`;

/** Throws where a path is too long for anything but a value that contains itself, or an attack. */
export function expectShallow(path: string): void {
  if (path.length > LONGEST_PATH)
    throw new RangeError(`${path.slice(0, 60)}... is nested too deeply; it must be at most about 50 levels.`);
}
