import { afterAll, expect, test } from 'vitest';
import { DataError } from '../src/data-error.ts';
import { FUZZ_PARSERS, removeFuzzFiles } from './fuzz-parsers.ts';
import { damagedFile, fuzzed } from './mutations.ts';

/** Damaged files for each parser, as many as CI has time for; `npm run torture -- parsers` has 1e6 and more. */
const FILES: ReadonlyMap<string, number> = new Map([
  ...['idx', 'tfrecord', 'image-header'].map((name) => [name, 100_000] as const),
  ...['pickle', 'example'].map((name) => [name, 50_000] as const),
  ...['cifar-binary', 'cifar-python', 'svhn'].map((name) => [name, 10_000] as const),
  ...['mat-records', 'webdataset', 'parquet'].map((name) => [name, 5000] as const),
  ...['tfrecord-gzip', 'zip', 'csv'].map((name) => [name, 1000] as const),
  ...['tar', 'image'].map((name) => [name, 500] as const),
]);
/** Every file is refused or read by its header; a header alone refuses none. */
const REFUSES_NONE = 'image-header';

afterAll(removeFuzzFiles);

test('every parser has its share', () => {
  expect([...FILES.keys()].sort()).toEqual([...FUZZ_PARSERS.keys()].sort());
});

test.each([...FILES])('%s: %d damaged files are read or refused, and nothing else', async (name, count) => {
  const { samples, parse } = FUZZ_PARSERS.get(name) ?? { samples: [], parse: () => undefined };
  const memoryBefore = process.resourceUsage().maxRSS;
  const result = await fuzzed({
    // Others than those of the unit tests.
    fileOf: (number) => damagedFile(samples, number),
    ...{ first: 1_000_001, count, parse },
    isRefusal: (error) => error instanceof DataError,
  });
  expect(result.others.slice(0, 3)).toEqual([]);
  expect(result.accepted + result.refused).toBe(count);
  if (name !== REFUSES_NONE) expect(result.refused).toBeGreaterThan(count / 20);
  expect((process.resourceUsage().maxRSS - memoryBefore) / 1024).toBeLessThan(512);
});
