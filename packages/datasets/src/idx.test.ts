import { expect, test } from 'vitest';
import { idxBytes } from '../test/idx-fixture.ts';
import { DataError } from './data-error.ts';
import { parseIdx } from './idx.ts';

const file = 'images.idx';

/** The error for some bytes, which must be a DataError that names the file. */
function refusal(bytes: Uint8Array, rank?: number): DataError {
  try {
    parseIdx(rank === undefined ? { bytes, file } : { bytes, file, rank });
  } catch (error) {
    if (error instanceof DataError && error.file === file && error.message.includes(file)) return error;
    throw error;
  }
  throw new Error('The bytes were accepted.');
}

test('shape and elements come back, and the elements are a view', () => {
  const bytes = idxBytes([2, 1, 3], [1, 2, 3, 4, 5, 6]);
  const { shape, data } = parseIdx({ bytes, file, rank: 3 });
  expect(shape).toEqual([2, 1, 3]);
  expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(data.buffer).toBe(bytes.buffer);
});

test('a view into a larger buffer is read from its own beginning', () => {
  const bytes = idxBytes([2], [8, 9]);
  const larger = new Uint8Array(bytes.length + 10);
  larger.set(bytes, 7);
  expect([...parseIdx({ bytes: larger.subarray(7, 7 + bytes.length), file }).data]).toEqual([8, 9]);
});

test('an empty file', () => {
  const error = refusal(new Uint8Array());
  expect(error.message).toBe(
    'images.idx is empty (0 bytes), where an IDX file was expected; get the file again from its publisher.',
  );
  expect(error.offset).toBe(0);
});

test('a file cut at each byte is cut short, and the error says where', () => {
  const whole = idxBytes([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
  for (let length = 1; length < whole.length; length += 1) {
    const error = refusal(whole.subarray(0, length));
    expect(error.message).toContain('images.idx is cut short: it has ');
    expect(error.offset).toBe(length);
  }
  expect(refusal(whole.subarray(0, 3)).message).toContain('3 of the 4 bytes of an IDX magic number');
  expect(refusal(whole.subarray(0, 10)).message).toContain('it has 10 bytes, and the header');
  expect(refusal(whole.subarray(0, 23)).message).toContain(
    'it has 23 bytes, and its header announces 16 + 2 x 2 x 2 = 24',
  );
});

test('a file with a byte too many', () => {
  const error = refusal(new Uint8Array([...idxBytes([2], [1, 2]), 0]));
  expect(error.message).toBe(
    'images.idx is too long: it has 11 bytes, and its header announces 8 + 2 = 10; get the file again from its publisher.',
  );
  expect(error.offset).toBe(10);
});

test('a wrong magic number', () => {
  const error = refusal(new TextEncoder().encode('<html>not found</html>'));
  expect(error.message).toContain(
    'is no IDX file: it begins with 0x3c68746d, where 0x000008 and the rank were expected; give an IDX file',
  );
  expect(error.offset).toBe(0);
});

test('a packed file', () => {
  expect(refusal(new Uint8Array([0x1f, 0x8b, 8, 0, 0])).message).toContain('it is a gzip file: unpack it');
});

test.each([
  [0x09, 'signed byte'],
  [0x0b, '16-bit integer'],
  [0x0c, '32-bit integer'],
  [0x0d, '32-bit float'],
  [0x0e, '64-bit float'],
])('elements of type 0x%s are refused by name', (type, name) => {
  const error = refusal(new Uint8Array([0, 0, type, 1, 0, 0, 0, 0]));
  expect(error.message).toContain(`holds elements of type ${name} (magic number 0x0000`);
  expect(error.message).toContain('where unsigned bytes (0x08) were expected');
  expect(error.offset).toBe(2);
});

test('rank 0', () => {
  const error = refusal(new Uint8Array([0, 0, 8, 0]));
  expect(error.message).toContain('has rank 0 (magic number 0x00000800), where 1 for labels or 3 for images');
  expect(error.offset).toBe(3);
});

test('labels where images were expected', () => {
  const error = refusal(idxBytes([2], [1, 2]), 3);
  expect(error.message).toContain(
    'has rank 1 (magic number 0x00000801), where rank 3 was expected (labels have 1, images 3)',
  );
});

test('a dimension of 0', () => {
  const error = refusal(idxBytes([2, 0, 28], []));
  expect(error.message).toContain('is empty in dimension 2 of 3 (2 x 0 x 28), where at least 1 was expected');
  expect(error.offset).toBe(8);
});

test('huge dimensions are refused by an exact product', () => {
  const largest = 2 ** 32 - 1;
  const cube = refusal(idxBytes([largest, largest, largest], []));
  expect(cube.message).toContain('16 + 4294967295 x 4294967295 x 4294967295 = 79228162458924105385300197391');
  // 65,536 x 65,536 x 65,536 x 65,536 = 2^64, which is 0 to whoever counts in 64 bits.
  expect(refusal(idxBytes([65_536, 65_536, 65_536, 65_536], [])).message).toContain('18446744073709551636');
  expect(
    refusal(
      idxBytes(
        Array.from({ length: 255 }, () => largest),
        [],
      ),
    ).message,
  ).toContain('is cut short: it has 1024 bytes');
});

test('10,000 random inputs are parsed or refused with a DataError', () => {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  let parsed = 0;
  const surprises: unknown[] = [];
  for (let trial = 0; trial < 10_000; trial += 1) {
    const bytes = idxBytes(
      [1 + Math.floor(random() * 3), 2],
      Array.from({ length: 4 }, () => 255),
    );
    // A quarter is noise, the rest a file with some bytes changed, so that every check is reached.
    const changes = trial % 4 === 0 ? bytes.length : 1 + Math.floor(random() * 2);
    for (let change = 0; change < changes; change += 1) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    try {
      const { shape, data } = parseIdx({ bytes, file });
      if (data.length === shape.reduce((product, size) => product * size, 1)) parsed += 1;
      else surprises.push(shape);
    } catch (error) {
      if (!(error instanceof DataError)) surprises.push(error);
    }
  }
  expect(surprises).toEqual([]);
  expect(parsed).toBeGreaterThan(100);
  expect(parsed).toBeLessThan(9_000);
});
