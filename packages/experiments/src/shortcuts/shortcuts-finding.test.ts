import { expect, test } from 'vitest';
import { finishedSummary, PLAIN_SETTINGS } from '../../test/finished-summary.ts';
import { shortcutsFinding } from './shortcuts-finding.ts';
import type { ShortcutKind, ShortcutsSummary } from './shortcuts-result.ts';

/** A summary of these test errors, by kind and seed. */
function summaryOf(errors: Partial<Record<ShortcutKind, readonly number[]>>): ShortcutsSummary {
  const kinds = Object.keys(errors) as ShortcutKind[];
  const seeds = Math.max(...Object.values(errors).map(({ length }) => length));
  return {
    experiment: 'shortcuts',
    settings: { depth: 20, kinds, ...PLAIN_SETTINGS },
    ...finishedSummary(seeds, (seed) => ({
      nets: kinds.map((kind) => ({
        kind,
        params: 1,
        macs: 1,
        trainSamples: 100,
        testSamples: 10_000,
        steps: 1,
        trainLoss: 1,
        trainError: 0,
        testError: errors[kind]?.[seed] ?? Number.NaN,
        imagesPerSecond: 1,
        losses: [],
      })),
    })),
  };
}

test('one seed: the margin is that of the counts', () => {
  const { outcome, sentence } = shortcutsFinding(
    summaryOf({ plain: [0.08], A: [0.05], B: [0.049], C: [0.03] }),
  );
  expect(outcome).toBe('all better');
  expect(sentence).toBe(
    'With one seed: Each kind of shortcut beats the plain net: a test error of 8.00% without shortcuts, 5.00% with A, 4.90% with B and 3.00% with C. ' +
      'Among them C is better than A by 2.00 points and C is better than B by 1.90 points, beyond the margin.',
  );
});

test('a difference within the margin is none', () => {
  const { outcome, sentence } = shortcutsFinding(summaryOf({ plain: [0.05], A: [0.049], B: [0.03] }));
  expect(outcome).toBe('some better');
  expect(sentence).toContain('Of the shortcuts B beats the plain net');
  const none = shortcutsFinding(summaryOf({ plain: [0.05], A: [0.049], B: [0.051] }));
  expect(none.outcome).toBe('none better');
  expect(none.sentence).toContain('Among A and B no difference exceeds the margin (up to 0.62 points).');
});

test('several seeds: the margin is that of their scatter', () => {
  const steady = shortcutsFinding(summaryOf({ plain: [0.05, 0.06, 0.07], A: [0.045, 0.055, 0.065] }));
  expect(steady.outcome).toBe('all better');
  const scattered = shortcutsFinding(summaryOf({ plain: [0.05, 0.06, 0.07], A: [0.02, 0.07, 0.06] }));
  expect(scattered.outcome).toBe('none better');
  expect(scattered.sentence).toContain('6.00% ± 1.00% without shortcuts');
});

test('without a plain net, or any, nothing is decided', () => {
  expect(shortcutsFinding(summaryOf({ A: [0.05] }))).toEqual({
    outcome: 'undecided',
    sentence:
      'The test error is 5.00% with A; there is no plain net to compare with. Only one kind of shortcut was trained.',
  });
  expect(shortcutsFinding(summaryOf({ plain: [0.05] })).outcome).toBe('undecided');
});
