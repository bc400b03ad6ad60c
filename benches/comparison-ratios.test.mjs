import { expect, test } from 'vitest';
import { countingRounds, hasRoom, headline, mergeResults, ratiosOf, stepsFor } from './comparison-ratios.mjs';

test('a turn has as many steps as fill it, one at least, 200 at most', () => {
  expect([0.1, 4, 260, 9000].map((milliseconds) => stepsFor(milliseconds, 1000))).toEqual([200, 200, 4, 1]);
});

test('a process is started where those that idle may grow back to their peaks, one at a time', () => {
  const idle = [
    { peak: 9, resident: 4 },
    { peak: 6, resident: 3 },
  ];
  expect(hasRoom({ available: 15, idle, wanted: 10 })).toBe(true);
  expect(hasRoom({ available: 14, idle, wanted: 10 })).toBe(false);
  expect(hasRoom({ available: 10, idle: [], wanted: 10 })).toBe(true);
  expect(hasRoom({ available: undefined, idle, wanted: 1e12 })).toBe(true);
});

test('rounds that others disturbed do not count where enough others are there', () => {
  const [quiet, loud] = [
    [0, 0.2],
    [0, 1.5],
  ];
  expect(countingRounds([loud, quiet, quiet], 2)).toEqual({ rounds: [1, 2], quiet: true });
  expect(countingRounds([quiet, quiet, quiet], 2)).toEqual({ rounds: [0, 1], quiet: true });
  expect(countingRounds([loud, quiet], 2)).toEqual({ rounds: [0, 1], quiet: false });
});

test('ratios are taken round by round, to the fastest peer', () => {
  const heats = [{ ours: [1, 20, 3], slow: [4, 80, 12], fast: [2, 40, 6] }];
  const { best, ratio } = ratiosOf({ heats, anchor: 'ours', peers: ['slow', 'fast'] });
  expect(best).toBe('fast');
  expect([ratio('ours', 'fast'), ratio('slow', 'fast'), ratio('fast', 'fast')]).toEqual([0.5, 2, 1]);
});

test('contestants of two heats are compared by the anchor, though the machine was slower in one', () => {
  const heats = [
    { anchor: [10, 10], here: [20, 20] },
    { anchor: [30, 30], there: [15, 15] },
  ];
  const { best, ratio } = ratiosOf({ heats, anchor: 'anchor', peers: ['here', 'there', 'absent'] });
  expect(best).toBe('there');
  expect([ratio('here', 'there'), ratio('there', 'here')]).toEqual([4, 0.25]);
});

test('without a peer there is no best one, and without a link no ratio', () => {
  const heats = [{ anchor: [1], a: [2] }, { b: [3] }];
  const { ratio } = ratiosOf({ heats, anchor: 'anchor', peers: ['a', 'b'] });
  expect([ratio('a', 'b'), ratio('a', undefined), ratio('a', 'anchor')]).toEqual([undefined, undefined, 2]);
  expect(ratiosOf({ heats: [{ ours: [1] }], anchor: 'ours', peers: ['absent'] }).best).toBeUndefined();
});

test('a new result takes the place of the old one of its id, and others stay', () => {
  const earlier = [
    { id: 'a', at: 1 },
    { id: 'b', at: 1 },
  ];
  const later = [
    { id: 'b', at: 2 },
    { id: 'c', at: 2 },
  ];
  expect(mergeResults(earlier, later)).toEqual([{ id: 'a', at: 1 }, ...later]);
});

test('the line that says what happened is found before a stack of Node and behind one of Python', () => {
  const node =
    'compiled: RangeError: depth must be 20; got 8.\n    at row (file.ts:1:2)\n    at async file.mjs:3:4';
  const python =
    'torch: Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no such net: x\n';
  expect(headline(node)).toBe('compiled: RangeError: depth must be 20; got 8.');
  expect(headline(python)).toBe('ValueError: no such net: x');
  expect(headline('torch ended with SIGKILL and said: ')).toBe('torch ended with SIGKILL and said:');
});
