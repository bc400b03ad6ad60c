// Hostile pickles: what Python's own reader would have run, called, imported or filled memory with.
import { bytes, u32, u64 } from './write-bytes.mjs';

/** Protocol 2. @param {...import('./write-bytes.mjs').Part} parts */
const pickle = (...parts) => bytes('\x80\x02', ...parts);
/** @param {string} text */
const unicode = (text) => bytes('X', u32(text.length), text);
/** @param {number} value */
const int = (value) => bytes('J', u32(value));
const doubled = bytes(')', ...Array.from({ length: 200 }, (_, at) => bytes('q', at, 'h', at, '\x86')));

/** Numpy's own record of an array. @param {{ rows?: number, columns?: number, type?: string, content?: Uint8Array, order?: string }} options */
const array = ({
  rows = 1,
  columns = 3072,
  type = 'u1',
  content = Buffer.alloc(3072),
  order = '\x89',
} = {}) =>
  bytes(
    ...['cnumpy.core.multiarray\n_reconstruct\n', 'cnumpy\nndarray\n', 'K\0\x85', 'U\x01b', '\x87R'],
    ...['(', int(1), int(rows), int(columns), '\x86'],
    ...[
      'cnumpy\ndtype\n',
      unicode(type),
      'K\0',
      'K\x01',
      '\x87R',
      order,
      'B',
      u32(content.length),
      content,
      't',
      'b',
    ],
  );
/** @param {{ data?: Uint8Array, labels?: Uint8Array, more?: Uint8Array }} options */
const batch = ({ data = array(), labels = bytes('](', int(1), 'e'), more = bytes() }) =>
  pickle('}(', unicode('data'), data, unicode('labels'), labels, more, 'u.');

/** @type {import('./cases.mjs').HostileCase[]} */
export const PICKLE_CASES = [
  ['pickle/os-system', 'pickle', 'a call of os.system', bytes("cos\nsystem\n(S'touch pwned'\ntR.")],
  ['pickle/posix-system', 'pickle', 'a call of posix.system', bytes('cposix\nsystem\n(U\x02idtR.')],
  ['pickle/eval', 'pickle', 'a call of builtins.eval by STACK_GLOBAL', bytes('\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x041+1)\x85R.')],
  ['pickle/getattr', 'pickle', 'builtins.getattr, a way around lists of names', pickle('cbuiltins\ngetattr\n.')],
  ['pickle/nested-name', 'pickle', 'a dotted name below one that is allowed', bytes('\x80\x04\x8c\x05numpy\x8c\x12ndarray.__reduce__\x93.')],
  ['pickle/reconstructor', 'pickle', 'copyreg._reconstructor', pickle('ccopyreg\n_reconstructor\n.')],
  ['pickle/scalar', 'pickle', 'numpy.core.multiarray.scalar, which pickles of numpy may have', pickle('cnumpy.core.multiarray\nscalar\n.')],
  ['pickle/ndarray-called', 'pickle', 'a call of numpy.ndarray itself', pickle('cnumpy\nndarray\n)R.')],
  ['pickle/call-of-a-text', 'pickle', 'a call of a text', pickle(unicode('eval'), ')R.')],
  ['pickle/build-on-dict', 'pickle', 'a state set on a dictionary', pickle('}}b.')],
  ['pickle/build-setstate', 'pickle', 'a state with __setstate__', pickle(')}', unicode('__setstate__'), 'Nsb.')],
  ['pickle/build-twice', 'pickle', 'a state set twice', pickle('cnumpy\ndtype\n)R(tb(tb.')],
  ['pickle/ext1', 'pickle', 'an extension, EXT1', pickle('\x82\x01.')],
  ['pickle/ext2', 'pickle', 'an extension, EXT2', pickle('\x83\x01\0.')],
  ['pickle/ext4', 'pickle', 'an extension, EXT4', pickle('\x84\x01\0\0\0.')],
  ['pickle/inst', 'pickle', 'INST of protocol 0', bytes('(ios\nsystem\n.')],
  ['pickle/obj', 'pickle', 'OBJ of protocol 1', bytes('(cnumpy\ndtype\no.')],
  ['pickle/newobj', 'pickle', 'NEWOBJ', pickle('cnumpy\ndtype\n)\x81.')],
  ['pickle/newobj-ex', 'pickle', 'NEWOBJ_EX', bytes('\x80\x04cnumpy\ndtype\n)}\x92.')],
  ['pickle/persid', 'pickle', 'a persistent identifier as text', bytes('Pfile:///etc/passwd\n.')],
  ['pickle/binpersid', 'pickle', 'a persistent identifier', pickle('NQ.')],
  ['pickle/long4', 'pickle', 'a whole number of 2^31 - 1 bytes', pickle('\x8b', u32(2 ** 31 - 1), '.')],
  ['pickle/long1-cut', 'pickle', 'a whole number of 255 bytes, 1 of which is there', pickle('\x8a\xff.')],
  ['pickle/binunicode8', 'pickle', 'a text of 2^63 bytes', bytes('\x80\x04\x8d', u64(2n ** 63n), '.')],
  ['pickle/binunicode', 'pickle', 'a text of 4 GiB', pickle('X', u32(2 ** 32 - 1), '.')],
  ['pickle/binbytes8', 'pickle', 'bytes of 2^64 - 1', bytes('\x80\x04\x8e', u64(2n ** 64n - 1n), '.')],
  ['pickle/bytearray8', 'pickle', 'a byte array of protocol 5', bytes('\x80\x05\x96', u64(4), 'abcd.')],
  ['pickle/next-buffer', 'pickle', 'a buffer out of band', bytes('\x80\x05\x97.')],
  ['pickle/binstring-negative', 'pickle', 'a text of -1 bytes', pickle('T', u32(2 ** 32 - 1), '.')],
  ['pickle/frame', 'pickle', 'a frame of 2^63 bytes', bytes('\x80\x04\x95', u64(2n ** 63n), 'N.')],
  ['pickle/marks', 'pickle', '1,001 open marks', pickle('('.repeat(1001), 'N.')],
  ['pickle/memo-missing', 'pickle', 'an entry of the memo that is not there', pickle('h\x07.')],
  ['pickle/empty', 'pickle', 'no bytes', bytes()],
  ['pickle/no-stop', 'pickle', 'no end', pickle('N')],
  ['pickle/underflow', 'pickle', 'an instruction without operands', pickle('\x87.')],
  ['pickle/below-the-mark', 'pickle', 'a value taken from below a mark', pickle('N(\x85.')],
  ['pickle/no-mark', 'pickle', 'a tuple without a mark', pickle('Nt.')],
  ['pickle/tail', 'pickle', 'bytes after the end', pickle('N.', 'cos\nsystem\n')],
  ['pickle/two-values', 'pickle', 'two values at the end', pickle('NN.')],
  ['pickle/protocol-255', 'pickle', 'protocol 255', bytes('\x80\xffN.')],
  ['pickle/appends-to-dict', 'pickle', 'elements added to a dictionary', pickle('}(Ne.')],
  ['pickle/odd-items', 'pickle', 'a key without a value', pickle('}(', unicode('a'), 'u.')],
  ['pickle/key-twice', 'pickle', 'a key twice', pickle('}(', unicode('a'), 'N', unicode('a'), 'Nu.')],
  ['pickle/key-list', 'pickle', 'a list as a key', pickle('}(]Nu.')],
  ['pickle/line-without-end', 'pickle', 'a name whose line does not end', pickle('cos')],
  ['pickle/name-not-utf8', 'pickle', 'a name that is no UTF-8', pickle('c\xff\xfe\nsystem\n.')],
  ['pickle/int-words', 'pickle', 'a whole number in words', bytes('Iten\n.')],
  ['pickle/self', 'pickle', 'a list that holds itself', pickle(']q\0h\0a.')],
  ['pickle/proto-key', 'pickle', 'a dictionary with the key __proto__', pickle('}(', unicode('__proto__'), '}', unicode('polluted'), 'Nsu.')],
  ['pickle/doubling', 'cifar10-python', '200 tuples, each of the one before twice: 2^200 values', pickle(doubled, '.')],
  ['pickle/self-as-batch', 'cifar10-python', 'a list that holds itself as the batch', pickle(']q\0h\0a.')],
  ['pickle/no-array', 'cifar10-python', 'a batch without an array', batch({ data: bytes('N') })],
  ['pickle/array-lies', 'cifar10-python', 'an array of 2^31 - 1 rows and one row of bytes', batch({ data: array({ rows: 2 ** 31 - 1 }) })],
  ['pickle/array-negative', 'cifar10-python', 'an array of -1 rows', batch({ data: array({ rows: 2 ** 32 - 1 }) })],
  ['pickle/array-objects', 'cifar10-python', 'an array of Python objects', batch({ data: array({ type: 'O8' }) })],
  ['pickle/array-by-columns', 'cifar10-python', 'an array stored column by column', batch({ data: array({ order: '\x88' }) })],
  ['pickle/label-10', 'cifar10-python', 'label 10 of 10 classes', batch({ labels: bytes('](', int(10), 'e') })],
  ['pickle/label-text', 'cifar10-python', 'a label that is a text', batch({ labels: bytes('](', unicode('cat'), 'e') })],
  ['pickle/two-labels', 'cifar10-python', 'two labels for one image', batch({ labels: bytes('](', int(1), int(2), 'e') })],
  ['pickle/more-keys', 'cifar10-python', 'a sound batch with the keys __proto__ and constructor', batch({ more: bytes(unicode('__proto__'), 'N', unicode('constructor'), 'N') })],
]; // prettier-ignore
