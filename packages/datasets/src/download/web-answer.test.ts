import { expect, test } from 'vitest';
import { retryAfter } from './web-answer.ts';
import { strongValidator } from './transfer.ts';

test('Retry-After in seconds and as a date', () => {
  expect(retryAfter(undefined)).toBeUndefined();
  expect(retryAfter('12')).toBe(12_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 20_000)).toBe(40_000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 20_000)).toBe(0);
  expect(retryAfter('soon')).toBeUndefined();
});

test('what identifies a version byte for byte', () => {
  expect(strongValidator({ etag: '"a"' })).toBe('"a"');
  expect(strongValidator({ etag: 'W/"a"' })).toBeNull();
  expect(strongValidator({ etag: 'a' })).toBeNull();
  const modified = 'Thu, 01 Jan 1970 00:00:00 GMT';
  const dated = (date: string): string | null => strongValidator({ 'last-modified': modified, date });
  expect(dated('Thu, 01 Jan 1970 00:01:00 GMT')).toBe(modified);
  expect(dated('Thu, 01 Jan 1970 00:00:59 GMT')).toBeNull();
  expect(strongValidator({ 'last-modified': modified })).toBeNull();
});
