import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findChromium } from './chromium.mjs';

const here = fileURLToPath(import.meta.url);

test('Chromium is where CHROMIUM says, or else in the first place that exists', () => {
  expect(findChromium({ named: here, places: [] })).toEqual({ chromium: here });
  expect(findChromium({ named: '', places: ['/nowhere/chromium', here] })).toEqual({ chromium: here });
});

test('where there is none, the sentence says what to do', () => {
  expect(findChromium({ named: '', places: ['/nowhere/chromium'] })).toEqual({
    why: 'No Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path.',
  });
  expect(findChromium({ named: '/nowhere/chromium', places: [here] })).toEqual({
    why: 'CHROMIUM names /nowhere/chromium, which does not exist.',
  });
});
