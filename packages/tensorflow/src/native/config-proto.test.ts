import { expect, test } from 'vitest';
import { configProto } from './config-proto.ts';

const hex = (options: Parameters<typeof configProto>[0]): string =>
  Buffer.from(configProto(options)).toString('hex').replaceAll(/../g, '$& ').trim();

/** gpu_options { allow_growth: true } */
const GROWTH = '32 02 20 01';

// Written by hand from the encoding's description: a field is (number << 3 | wire type), then a whole number (wire type 0) in
// groups of seven bits, the lowest first, all but the last with the top bit set; a double (1) in eight bytes, the lowest
// first; or a length and so many bytes (2).
test.each([
  [{}, GROWTH],
  [{ intraOpThreads: 1 }, `10 01 ${GROWTH}`],
  [{ interOpThreads: 2 }, `28 02 ${GROWTH}`],
  [{ intraOpThreads: 127, interOpThreads: 1 }, `10 7f 28 01 ${GROWTH}`],
  [{ intraOpThreads: 128 }, `10 80 01 ${GROWTH}`],
  [{ interOpThreads: 300 }, `28 ac 02 ${GROWTH}`],
  [{ intraOpThreads: 1024, interOpThreads: 1024 }, `10 80 08 28 80 08 ${GROWTH}`],
  [{ intraOpThreads: 2 ** 31 - 1 }, `10 ff ff ff ff 07 ${GROWTH}`],
  [{ gpuMemoryGrowth: false }, '32 02 20 00'],
  [{ devices: [0] }, '32 05 20 01 2a 01 30'],
  [{ devices: [2, 0, 10] }, '32 0a 20 01 2a 06 32 2c 30 2c 31 30'],
  [{ devices: [] }, `0a 07 0a 03 47 50 55 10 00 ${GROWTH}`],
  [{ gpuMemoryFraction: 0.5 }, '32 0b 09 00 00 00 00 00 00 e0 3f 20 01'],
  [
    { gpuMemoryFraction: 1, gpuMemoryGrowth: false, devices: [1] },
    '32 0e 09 00 00 00 00 00 00 f0 3f 20 00 2a 01 31',
  ],
])('%o is %s', (options, bytes) => {
  expect(hex(options)).toBe(bytes);
});
