import { expect, test } from 'vitest';
import { finishedSummary, PLAIN_SETTINGS } from '../../test/finished-summary.ts';
import { responsesFinding } from './responses-finding.ts';
import type { ResponsesSummary } from './responses-result.ts';

/** A summary of nets with these deviations, by name, one list for each seed. */
function summaryOf(nets: Readonly<Record<string, readonly (readonly number[])[]>>): ResponsesSummary {
  const seeds = Math.max(...Object.values(nets).map(({ length }) => length));
  return {
    experiment: 'layer-responses',
    settings: { nets: Object.keys(nets), ...PLAIN_SETTINGS },
    ...finishedSummary(seeds, (seed) => ({
      nets: Object.entries(nets).map(([name, bySeed]) => ({
        name,
        depth: Number(/\d+$/.exec(name)?.[0]),
        deviations: bySeed[seed] ?? [],
        steps: 1,
        trainLoss: 1,
        trainError: 0,
        testError: 0.1,
        imagesPerSecond: 1,
        losses: [],
      })),
    })),
  };
}

test('both claims hold', () => {
  const { outcome, sentence } = responsesFinding(
    summaryOf({ plain20: [[1, 2]], resnet20: [[1, 1]], resnet56: [[0.5, 0.4, 0.3]] }),
  );
  expect(outcome).toBe('both');
  expect(sentence).toContain(
    'Residual nets responded less than plain nets of the same depth: resnet20 responds less than plain20',
  );
  expect(sentence).toContain(
    'mean standard deviation 1.00 against 1.50; lower at 50% of the places when sorted',
  );
  expect(sentence).toContain(
    'Deeper residual nets responded less than shallow ones: resnet56 responds less than resnet20',
  );
});

test('what the numbers do not show is not said', () => {
  const onlyKind = responsesFinding(summaryOf({ plain20: [[2]], resnet20: [[1]], resnet56: [[1.005]] }));
  expect(onlyKind.outcome).toBe('one');
  expect(onlyKind.sentence).toContain('Deeper residual nets did not respond less than shallow ones');
  expect(onlyKind.sentence).toContain('resnet56 responds about as much as resnet20');
  const neither = responsesFinding(summaryOf({ plain20: [[1]], resnet20: [[2]], resnet56: [[3]] }));
  expect(neither.outcome).toBe('none');
  expect(neither.sentence).toContain('resnet20 responds more than plain20');
});

test('seeds that disagree decide nothing', () => {
  const scattered = responsesFinding(
    summaryOf({ plain20: [[1], [1], [1]], resnet20: [[0.9], [1.2], [0.8]], resnet56: [[0.4], [0.5], [0.4]] }),
  );
  expect(scattered.sentence).toContain('resnet20 responds about as much as plain20');
  expect(scattered.outcome).toBe('one');
});

test('without two depths or a net that finished there is nothing to compare', () => {
  const missing = responsesFinding(summaryOf({ plain20: [[1]], resnet20: [[0.5]] }));
  expect(missing.outcome).toBe('undecided');
  expect(missing.sentence).toContain('resnet20 responds less than plain20');
  const diverged = responsesFinding(summaryOf({ plain20: [[]], resnet20: [[]] }));
  expect(diverged.sentence).toMatch(/^The comparison takes/);
});

test('nets that have hardly learned are left out, and named', () => {
  const summary = summaryOf({ plain20: [[1, 2]], resnet20: [[1, 1]], resnet56: [[0.5, 0.4]] });
  const runs = summary.runs.map(({ seed, result }) => ({
    seed,
    result: {
      nets: result.nets.map((net) => (net.name === 'resnet56' ? { ...net, testError: 0.9 } : net)),
    },
  }));
  const { outcome, sentence } = responsesFinding({ ...summary, runs });
  expect(outcome).toBe('undecided');
  expect(sentence).toContain('Left out as hardly trained: resnet56 (test error 90.0%).');
  expect(sentence).not.toContain('resnet56 responds');
});
