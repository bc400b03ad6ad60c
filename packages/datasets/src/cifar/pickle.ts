import { DataError } from '../data-error.ts';
import { LIMITS } from '../limits.ts';
import { PickleCursor } from './pickle-cursor.ts';
import { decimalNumber, longNumber } from './pickle-numbers.ts';
import { PickleStack } from './pickle-stack.ts';
import { PickleGlobal, PickleObject, PickleTuple } from './pickle-value.ts';
import type { PickleValue } from './pickle-value.ts';

/** Options of {@link parsePickle}. */
export interface ParsePickleOptions {
  /** The whole pickle. */
  readonly bytes: Uint8Array;
  /** Its path, for errors. */
  readonly file: string;
}

/** Names that a pickle of arrays mentions; all others are refused. */
const GLOBALS: ReadonlySet<string> = new Set([
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
  'numpy.ndarray',
  'numpy.dtype',
  '_codecs.encode',
]);
/** Those that an instruction may ask to call; that is written down, not done. */
const CALLEES: ReadonlySet<string> = new Set([...GLOBALS].filter((name) => name !== 'numpy.ndarray'));

/**
 * Reads a pickle without running it: the instructions that make plain values are followed, calls become
 * {@link PickleObject} records, and everything else is refused. Nothing is looked up, imported or called.
 *
 * @param options - The bytes and the path.
 * @returns The value that the pickle describes. Lists may contain themselves: walk them only as deep as you expect.
 * @throws {@link DataError} with the offset of the first instruction that is refused.
 */
export function parsePickle(options: ParsePickleOptions): PickleValue {
  const { bytes, file } = options;
  if (bytes.length > LIMITS.pickle) {
    throw new DataError(
      `${file} is too large for a pickle: it has ${bytes.length} bytes, where at most ${LIMITS.pickle} were expected; check that it is the file that was meant.`,
      { file, offset: LIMITS.pickle },
    );
  }
  const cursor = new PickleCursor(bytes, file);
  const stack = new PickleStack(cursor);
  for (let count = 0; ; count += 1) {
    const start = cursor.offset;
    if (count >= LIMITS.pickleInstructions) {
      throw cursor.fault(`more than ${LIMITS.pickleInstructions} instructions`);
    }
    const code = cursor.unsigned(1);
    if (code === 0x2e) return finish(cursor, stack);
    const known =
      pushScalar(code, cursor, stack) ||
      pushText(code, cursor, stack) ||
      build(code, cursor, stack) ||
      refer(code, cursor, stack);
    if (!known) throw cursor.fault(`instruction 0x${code.toString(16).padStart(2, '0')}`, start);
  }
}

function finish(cursor: PickleCursor, stack: PickleStack): PickleValue {
  const value = stack.pop();
  if (stack.size > 0) throw cursor.fault(`an end with ${stack.size} values too many`);
  if (cursor.left > 0) throw cursor.fault(`${cursor.left} bytes after the end`);
  return value;
}

function pushScalar(code: number, cursor: PickleCursor, stack: PickleStack): boolean {
  switch (code) {
    case 0x4e: // NONE
      stack.push(null);
      return true;
    case 0x88: // NEWTRUE
    case 0x89: // NEWFALSE
      stack.push(code === 0x88);
      return true;
    case 0x4a: // BININT
      stack.push(cursor.signed());
      return true;
    case 0x4b: // BININT1
      stack.push(cursor.unsigned(1));
      return true;
    case 0x4d: // BININT2
      stack.push(cursor.unsigned(2));
      return true;
    case 0x47: // BINFLOAT
      stack.push(cursor.float());
      return true;
    case 0x8a: // LONG1
      stack.push(longNumber(cursor.take(cursor.unsigned(1))));
      return true;
    case 0x49: // INT
    case 0x4c: // LONG
      stack.push(decimalNumber(cursor, code === 0x4c));
      return true;
    default:
      return false;
  }
}

function pushText(code: number, cursor: PickleCursor, stack: PickleStack): boolean {
  switch (code) {
    case 0x54: // BINSTRING, whose length is signed
    case 0x42: // BINBYTES
      stack.push(cursor.take(code === 0x54 ? cursor.signed() : cursor.unsigned(4)));
      return true;
    case 0x55: // SHORT_BINSTRING
    case 0x43: // SHORT_BINBYTES
      stack.push(cursor.take(cursor.unsigned(1)));
      return true;
    case 0x8e: // BINBYTES8
      stack.push(cursor.take(cursor.longLength()));
      return true;
    case 0x58: // BINUNICODE
      stack.push(cursor.text(cursor.take(cursor.unsigned(4))));
      return true;
    case 0x8c: // SHORT_BINUNICODE
      stack.push(cursor.text(cursor.take(cursor.unsigned(1))));
      return true;
    default:
      return false;
  }
}

function build(code: number, cursor: PickleCursor, stack: PickleStack): boolean {
  switch (code) {
    case 0x28: // MARK
      stack.mark();
      return true;
    case 0x5d: // EMPTY_LIST
      stack.push([]);
      return true;
    case 0x6c: // LIST
      stack.push(stack.popToMark());
      return true;
    case 0x7d: // EMPTY_DICT
      stack.push(new Map());
      return true;
    case 0x64: // DICT
      stack.push(setItems(new Map(), stack.popToMark(), cursor));
      return true;
    case 0x29: // EMPTY_TUPLE
      stack.push(new PickleTuple([]));
      return true;
    case 0x74: // TUPLE
      stack.push(new PickleTuple(stack.popToMark()));
      return true;
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: // TUPLE3
      stack.push(new PickleTuple(stack.popLast(code - 0x84)));
      return true;
    case 0x61: // APPEND
    case 0x65: {
      // APPENDS
      const values = code === 0x61 ? [stack.pop()] : stack.popToMark();
      const list = stack.top();
      if (!Array.isArray(list)) throw cursor.fault('elements for what is no list');
      for (const value of values) list.push(value);
      return true;
    }
    case 0x73: // SETITEM
    case 0x75: {
      // SETITEMS
      const values = code === 0x73 ? stack.popLast(2) : stack.popToMark();
      const map = stack.top();
      if (!(map instanceof Map)) throw cursor.fault('items for what is no dictionary');
      setItems(map, values, cursor);
      return true;
    }
    default:
      return false;
  }
}

type Items = Map<string | number, PickleValue>;

function setItems(map: Items, values: readonly PickleValue[], cursor: PickleCursor): Items {
  if (values.length % 2 !== 0) throw cursor.fault('a key without its value');
  for (let index = 0; index < values.length; index += 2) {
    const key = values[index];
    // Python 2 wrote its strings as bytes.
    const name = key instanceof Uint8Array && key.length <= 256 ? String.fromCharCode(...key) : key;
    if (typeof name !== 'string' && typeof name !== 'number') throw cursor.fault('a key that is no text');
    if (map.has(name)) throw cursor.fault('a key that is there already');
    map.set(name, values[index + 1] ?? null);
  }
  return map;
}

function refer(code: number, cursor: PickleCursor, stack: PickleStack): boolean {
  switch (code) {
    case 0x80: // PROTO
      if (cursor.unsigned(1) > 5) throw cursor.fault('a protocol above 5');
      return true;
    case 0x95: // FRAME
      cursor.longLength();
      return true;
    case 0x71: // BINPUT
      stack.memoise(cursor.unsigned(1));
      return true;
    case 0x72: // LONG_BINPUT
      stack.memoise(cursor.unsigned(4));
      return true;
    case 0x94: // MEMOIZE
      stack.memoise();
      return true;
    case 0x68: // BINGET
      stack.recall(cursor.unsigned(1));
      return true;
    case 0x6a: // LONG_BINGET
      stack.recall(cursor.unsigned(4));
      return true;
    case 0x63: // GLOBAL
      stack.push(global(cursor, `${cursor.line()}.${cursor.line()}`));
      return true;
    case 0x93: {
      // STACK_GLOBAL
      const name = stack.pop();
      const module = stack.pop();
      if (typeof name !== 'string' || typeof module !== 'string')
        throw cursor.fault('a name that is no text');
      stack.push(global(cursor, `${module}.${name}`));
      return true;
    }
    case 0x52: // REDUCE
      stack.push(call(cursor, stack.pop(), stack.pop()));
      return true;
    case 0x62: {
      // BUILD
      const state = stack.pop();
      const target = stack.top();
      if (!(target instanceof PickleObject) || target.state !== undefined)
        throw cursor.fault('a state for what has none');
      target.state = state;
      return true;
    }
    default:
      return false;
  }
}

function global(cursor: PickleCursor, path: string): PickleGlobal {
  if (GLOBALS.has(path)) return new PickleGlobal(path);
  throw cursor.fault(`the name ${JSON.stringify(path.slice(0, 80))}, which is not one of arrays,`);
}

function call(cursor: PickleCursor, values: PickleValue, callee: PickleValue): PickleObject {
  if (!(callee instanceof PickleGlobal) || !CALLEES.has(callee.path) || !(values instanceof PickleTuple)) {
    throw cursor.fault('a call that is not one of arrays');
  }
  return new PickleObject(callee.path, values.elements);
}
