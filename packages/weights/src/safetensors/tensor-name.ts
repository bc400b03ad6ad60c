import { MAX_NAME_BYTES } from './limits.ts';
import { shownText } from './shown.ts';
import { encodeUtf8 } from './utf8.ts';

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/;
const LONE_SURROGATE = /[\uD800-\uDFFF]/u;
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', '__metadata__']);

/** Whether a text holds half of a pair of UTF-16 surrogates, which UTF-8 cannot hold. */
export function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text);
}

/** What is wrong with a tensor's name, or undefined if nothing is. */
export function nameFault(name: string): string | undefined {
  if (FORBIDDEN.has(name)) return `the reserved name ${name}`;
  if (CONTROL.test(name)) return `a control character in the name ${shownText(name)}`;
  if (hasLoneSurrogate(name)) return 'a lone surrogate in a name';
  const longest = name.length > MAX_NAME_BYTES / 3 ? encodeUtf8(name).length : 0;
  return longest > MAX_NAME_BYTES ? `a name of ${longest} bytes` : undefined;
}

/** Order of names as of their UTF-8 bytes. */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0) || x - y;
  }
  return a.length - b.length;
}
