import { expect, test } from 'vitest';
import { configProto } from './config-proto.ts';

// Written by hand from the encoding's description: a field is (number << 3 | wire type 0), then the value in groups of
// seven bits, the lowest first, all but the last with the top bit set.
test.each([
  [{ intraOpThreads: 1 }, '10 01'],
  [{ interOpThreads: 2 }, '28 02'],
  [{ intraOpThreads: 127, interOpThreads: 1 }, '10 7f 28 01'],
  [{ intraOpThreads: 128 }, '10 80 01'],
  [{ interOpThreads: 300 }, '28 ac 02'],
  [{ intraOpThreads: 1024, interOpThreads: 1024 }, '10 80 08 28 80 08'],
  [{ intraOpThreads: 2 ** 31 - 1 }, '10 ff ff ff ff 07'],
])('%o is %s', (options, bytes) => {
  expect(Buffer.from(configProto(options) ?? []).toString('hex')).toBe(bytes.replaceAll(' ', ''));
});

test('nothing to say is no message', () => {
  expect(configProto({})).toBeUndefined();
});
