import { expect, test } from 'vitest';
import { jsonText } from './json-text.ts';
import { JsonError, readJson } from './strict-json.ts';

const read = (text: string) => readJson(new TextEncoder().encode(text));

test('a value comes back as it was written, negative zero and odd strings included', () => {
  const value = {
    a: [1, -0, 0.1, 1e300, 5e-324, 2 ** 53, 1e20, null, true, false],
    '': { 'nested "key" \u2028': ['\u0000\n\\', '\uD800', 'é😀'] },
    constructor: 'x',
    toString: {},
    empty: [],
  };
  const back = readJson(new TextEncoder().encode(jsonText(value, 'value')));
  expect(back).toStrictEqual(value);
  expect(Object.is((back as { a: number[] }).a[1], -0)).toBe(true);
});

test.each([
  ['{"a":1,"a":2}', /the key "a" for the second time/],
  ['{"a":1,"\\u0061":2}', /the key "a" for the second time/],
  ['{"__proto__":{}}', /forbidden key __proto__/],
  [`${'['.repeat(66)}${']'.repeat(66)}`, /more than 64 levels/],
  ['['.repeat(1_000_000), /more than 64 levels/],
  ['1e400', /cannot hold exactly/],
  ['9007199254740993', /cannot hold exactly/],
  ['\uFEFF{}', /no value/],
  ['{} x', /more text/],
  ['', /no value/],
  ['01', /more text/],
  ['[1,]', /no value/],
  ['{"a":1,}', /no key/],
  ['{"a" 1}', /no :/],
  ['[1 2]', /no , or \]/],
  ['{"a":1 "b":2}', /no , or \}/],
  ['NaN', /no value/],
  ['"\n"', /wants an escape/],
  ['"\\x"', /wrong escape/],
  ['"open', /without end/],
  ['"open\\"', /without end/],
])('%j is refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).toThrow(JsonError);
});

test('bytes that are no UTF-8 are refused', () => {
  expect(() => readJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(/no UTF-8/);
  expect(() => readJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toThrow(/no UTF-8/);
});

test('a string of ten million characters is read', () => {
  expect(read(JSON.stringify({ a: 'é\\'.repeat(5_000_000) }))).toEqual({ a: 'é\\'.repeat(5_000_000) });
});

test.each([
  [{ a: [Number.NaN] }, /state\.a\[0\] is NaN \(keep such numbers as strings\)/],
  [{ a: -Infinity }, /state\.a is -Infinity/],
  [{ a: undefined }, /state\.a is of type undefined/],
  [{ a: new Map() }, /state\.a is an object of class Map/],
  [{ a: new Float32Array(1) }, /state\.a is an object of class Float32Array/],
  [JSON.parse('{"a":{"__proto__":1}}'), /state\.a\.__proto__ is a forbidden key/],
])('what JSON would change is not written: %j', (value, message) => {
  expect(() => jsonText(value as never, 'state')).toThrow(message);
});
