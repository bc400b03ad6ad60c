import { expect, test } from 'vitest';
import { verdict } from './verdict.mjs';

const limits = { block: 100, family: 200 };

test('sizes within their limits pass, and say how they changed', () => {
  const measured = [
    { kind: 'block', name: 'conv', gzip: 100 },
    { kind: 'family', name: 'resNet', gzip: 150 },
  ];
  const { lines, problems } = verdict(
    { limits, sizes: { block: { conv: 100 }, family: { resNet: 140 } } },
    measured,
  );
  expect(problems).toEqual([]);
  expect(lines).toEqual(['conv    block      100 of    100', 'resNet  family     150 of    200  (was 140)']);
});

test('a size over its limit, one that is not in the budget, and one that is gone', () => {
  const measured = [
    { kind: 'block', name: 'conv', gzip: 101 },
    { kind: 'block', name: 'fresh', gzip: 1 },
  ];
  const { lines, problems } = verdict({ limits, sizes: { block: { conv: 90, gone: 5 } } }, measured);
  expect(lines[0]).toMatch(/OVER$/);
  expect(problems).toEqual([
    'conv is 101 bytes gzipped, over the 100 bytes of a block; --why conv lists its modules.',
    'fresh is not in the budget; run node tools/size-budget.mjs --write and look at it.',
    'The budget has block gone, which is exported no more; run node tools/size-budget.mjs --write.',
  ]);
});

test('an exception has its own limit, is counted, and ends when it is needed no more', () => {
  const measured = [
    { kind: 'block', name: 'wide', gzip: 130 },
    { kind: 'block', name: 'wider', gzip: 160 },
    { kind: 'block', name: 'mended', gzip: 90 },
  ];
  const allowed = { wide: 150, wider: 150, mended: 150 };
  const sizes = { block: { wide: 130, wider: 150, mended: 130 } };
  const { lines, problems } = verdict({ limits, allowed, sizes }, measured);
  expect(lines[0]).toBe('wide    block      130 of    150  over 100, an exception');
  expect(lines.at(-1)).toBe('2 of 3 are over their limit by an exception of the budget.');
  expect(problems).toEqual([
    'wider is 160 bytes gzipped, over the 150 bytes of its exception; --why wider lists its modules.',
    'mended is within the 100 bytes of a block now; take its exception out of the budget.',
  ]);
});
