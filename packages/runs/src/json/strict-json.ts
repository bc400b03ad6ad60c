import type { JsonValue } from '@skipjack/recipes';

const MAX_DEPTH = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS: readonly (readonly [string, null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

/** Text that is not JSON as it is meant here. Its message says what is wrong, and at which character. */
export class JsonError extends Error {
  /** Name of the class. */
  override readonly name: string = 'JsonError';
}

class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(what: string): never {
    throw new JsonError(`${what} at character ${this.at}`);
  }

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  /** Goes over space and then over `sign`, where that comes next. */
  takes(sign: string): boolean {
    this.match(SPACE);
    const found = this.text.startsWith(sign, this.at);
    if (found) this.at += sign.length;
    return found;
  }

  value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.fail(`more than ${MAX_DEPTH} levels`);
    if (this.takes('{')) return this.object(depth);
    if (this.takes('[')) return this.list(depth);
    for (const [word, value] of WORDS) if (this.takes(word)) return value;
    return this.string() ?? this.number() ?? this.fail('no value');
  }

  /** Whether the sign at `place` is escaped: an odd number of backslashes is before it. */
  escaped(place: number): boolean {
    let start = place;
    while (this.text[start - 1] === '\\') start -= 1;
    return (place - start) % 2 === 1;
  }

  string(): string | undefined {
    if (this.text[this.at] !== '"') return undefined;
    let end = this.at;
    do end = this.text.indexOf('"', end + 1);
    while (end !== -1 && this.escaped(end));
    if (end === -1) this.fail('a string without end');
    let value: string;
    try {
      value = JSON.parse(this.text.slice(this.at, end + 1)) as string;
    } catch {
      return this.fail('a string with a sign that wants an escape, or a wrong escape,');
    }
    this.at = end + 1;
    return value;
  }

  number(): number | undefined {
    const start = this.at;
    const found = this.match(NUMBER);
    if (found === undefined) return undefined;
    const value = Number(found);
    const isExact = (): boolean =>
      !/^-?\d+$/.test(found) || Number.isSafeInteger(value) || BigInt(found) === BigInt(value);
    if (Number.isFinite(value) && isExact()) return value;
    this.at = start;
    return this.fail(`the number ${found.slice(0, 40)}, which this format cannot hold exactly,`);
  }

  list(depth: number): readonly JsonValue[] {
    const values: JsonValue[] = [];
    if (this.takes(']')) return values;
    do values.push(this.value(depth + 1));
    while (this.takes(','));
    return this.takes(']') ? values : this.fail('no , or ]');
  }

  object(depth: number): { readonly [key: string]: JsonValue } {
    const entries = new Map<string, JsonValue>();
    if (this.takes('}')) return {};
    do {
      this.match(SPACE);
      const key = this.string() ?? this.fail('no key');
      if (key === '__proto__') this.fail('the forbidden key __proto__');
      if (entries.has(key)) this.fail(`the key ${JSON.stringify(key).slice(0, 60)} for the second time`);
      if (!this.takes(':')) this.fail('no :');
      entries.set(key, this.value(depth + 1));
    } while (this.takes(','));
    return this.takes('}') ? Object.fromEntries(entries) : this.fail('no , or }');
  }
}

/**
 * Reads JSON strictly: UTF-8 without a byte-order mark, no key twice, none named `__proto__`, at most 64 levels, no number
 * that a double does not hold (as 1e400 or 2^53 + 1), nothing after it.
 *
 * @param bytes - The text, in UTF-8.
 * @throws {@link JsonError} with what is wrong and where.
 */
export function readJson(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new JsonError('bytes that are no UTF-8');
  }
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.match(SPACE);
  return reader.at === text.length ? value : reader.fail('more text after the value');
}
