import { expect, test } from 'vitest';
import { DataError } from '../data-error.ts';
import { parsePickle } from './pickle.ts';
import { PickleObject, PickleTuple } from './pickle-value.ts';

const pickle = (...parts: readonly (string | number | readonly number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'string'
        ? Buffer.from(part, 'latin1')
        : Buffer.from(typeof part === 'number' ? [part] : part),
    ),
  );
const parse = (bytes: Uint8Array) => parsePickle({ bytes, file: 'batch' });

test('plain values are read', () => {
  expect(
    parse(
      pickle(
        [0x80, 2],
        '(K\x01M\x02\x03J\xff\xff\xff\xffU\x03abcI42\nL-7L\nI01\nN\x88\x8a\x02\x00\xffG?\xf8\0\0\0\0\0\0t.',
      ),
    ),
  ).toEqual(new PickleTuple([1, 770, -1, Buffer.from('abc'), 42, -7, true, null, true, -256, 1.5]));
  expect(parse(pickle('}(X\x01\0\0\0a]q\x01(K\x01K\x02eU\x01bh\x01u.'))).toEqual(
    new Map([
      ['a', [1, 2]],
      ['b', [1, 2]],
    ]),
  );
});

test('a call is a record of it', () => {
  const value = parse(pickle('cnumpy\ndtype\n(U\x02u1K\x00K\x01tR.'));
  expect(value).toBeInstanceOf(PickleObject);
  expect(value).toMatchObject({ callee: 'numpy.dtype', arguments: [Buffer.from('u1'), 0, 1] });
});

test('__proto__ is a key as any other', () => {
  const value = parse(pickle('}U\x09__proto__}U\x01aK\x01ss.'));
  expect(value).toBeInstanceOf(Map);
  expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
});

test.each([
  ['os.system', "cos\nsystem\n(S'true'\ntR.", 'the name "os.system", which is not one of arrays, at byte 11'],
  ['builtins.eval', 'c__builtin__\neval\n.', 'the name "__builtin__.eval"'],
  ['STACK_GLOBAL', 'X\x02\0\0\0osX\x06\0\0\0system\x93.', 'the name "os.system"'],
  ['a call of a class', 'cnumpy\nndarray\n)R.', 'a call that is not one of arrays'],
  ['a call of text', 'U\x01a)R.', 'a call that is not one of arrays'],
  ['BUILD of a list', ']K\x01b.', 'a state for what has none'],
  ['BUILD twice', 'cnumpy\ndtype\n)RNbNb.', 'a state for what has none'],
  ['INST', '(ios\nsystem\n.', 'instruction 0x69 at byte 1'],
  ['OBJ', '(o.', 'instruction 0x6f at byte 1'],
  ['EXT1', '\x82\x01.', 'instruction 0x82 at byte 0'],
  ['PERSID', 'Pid\n.', 'instruction 0x50 at byte 0'],
  ['BINPERSID', 'NQ.', 'instruction 0x51 at byte 1'],
  ['NEWOBJ', 'cnumpy\ndtype\n)\x81.', 'instruction 0x81'],
  ['LONG4 of 2 GB', '\x8b\xff\xff\xff\x7f.', 'instruction 0x8b'],
  ['a length past the end', 'X\xff\xff\xff\xffabc.', '4294967295 bytes were announced and 4 are left'],
  ['a negative length', 'T\xff\xff\xff\xffabc.', '-1 bytes were announced'],
  ['a length of 2^63', '\x8e\0\0\0\0\0\0\0\x80.', '9223372036854775808 bytes were announced'],
  ['APPEND to a tuple', ')K\x01a.', 'elements for what is no list'],
  ['SETITEM on a list', ']K\x01K\x02s.', 'items for what is no dictionary'],
  ['an open mark', '(K\x01', '1 bytes were announced and 0 are left'],
  ['no mark', 't.', 'an instruction without its mark'],
  ['an empty stack', '.', 'an instruction without its operand'],
  ['a value below the mark', 'K\x01(0.', 'instruction 0x30'],
  ['an operand below the mark', '](a.', 'an instruction without its operand'],
  ['an unknown entry', 'h\x07.', 'entry 7 of the memo'],
  ['a key twice', '}(U\x01aK\x01U\x01aK\x02u.', 'a key that is there already'],
  ['a list as key', '}]K\x01s.', 'a key that is no text'],
  ['protocol 6', '\x80\x06N.', 'a protocol above 5'],
  ['bytes after the end', 'N.N', '1 bytes after the end'],
  ['values too many', 'NN.', 'an end with 1 values too many'],
  ['no UTF-8', 'X\x01\0\0\0\xff.', 'text that is no UTF-8'],
  ['a line without an end', 'I123', 'a line without an end'],
  ['a number that is none', 'I1e5\n.', 'a whole number that is none'],
])('%s is refused', (_, text, message) => {
  expect(() => parse(pickle(text))).toThrow(DataError);
  expect(() => parse(pickle(text))).toThrow(message);
});

test('caps hold', () => {
  expect(() => parse(pickle('('.repeat(1001)))).toThrow('more than 1000 open marks');
  expect(() => parse(Buffer.alloc(1_000_001, 'N'))).toThrow('more than 1000000 instructions');
  expect(() => parse(Buffer.concat([Buffer.from('N'), Buffer.alloc(100_001, 0x94)]))).toThrow(
    'more than 100000 entries',
  );
});

test('doubling by the memo costs nothing', () => {
  // Each tuple holds the one before twice: 2^200 elements if it were ever copied.
  const doubled = Array.from(
    { length: 200 },
    (_, index) => `q${String.fromCharCode(index)}h${String.fromCharCode(index)}\x86`,
  ).join('');
  expect(parse(pickle(`)${doubled}.`))).toBeInstanceOf(PickleTuple);
});
