import { afterAll, expect, test } from 'vitest';
import { FUZZ_PARSERS, removeFuzzFiles } from '../../test/fuzz-parsers.ts';
import { damagedFile, fuzzed } from '../../test/mutations.ts';
import { DataError } from '../data-error.ts';

/** Those that read from memory; packages/datasets/test has more files and all parsers. */
const PARSERS = ['idx', 'pickle', 'cifar-binary', 'tfrecord', 'example', 'mat-records', 'svhn'];
const FILES = 2000;

afterAll(removeFuzzFiles);

test.each(PARSERS)('damaged files of the format %s are read or refused, and nothing else', async (name) => {
  const { samples, parse } = FUZZ_PARSERS.get(name) ?? { samples: [], parse: () => undefined };
  const result = await fuzzed({
    fileOf: (number) => damagedFile(samples, number),
    ...{ first: 1, count: FILES, parse },
    isRefusal: (error) => error instanceof DataError,
  });
  expect(result.others.slice(0, 3)).toEqual([]);
  expect(result.accepted + result.refused).toBe(FILES);
  expect(result.refused).toBeGreaterThan(FILES / 20);
});
