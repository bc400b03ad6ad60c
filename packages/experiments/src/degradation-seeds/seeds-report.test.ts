import { expect, test } from 'vitest';
import type { DegradationSummary, NetResult } from '../summary.ts';
import type { DegradationSeedsSummary } from './degradation-seeds.ts';
import { seedsFinding, seedsReport } from './seeds-report.ts';

const NETS = ['plain20', 'plain56', 'resnet20', 'resnet56'];
const SETTINGS = {
  data: 'mnist',
  nets: NETS,
  steps: 10,
  batch: 64,
  rate: 0.1,
  warmUpSteps: 1,
  milestones: [8],
  weightDecay: 1e-4,
  momentum: 0.9,
  seed: 0,
  evaluateEvery: 1,
  evaluationSamples: 512,
};
const ABOUT = {
  settings: SETTINGS,
  versions: {},
  machine: { cpu: 'none', cores: 1, memoryGiB: 1, platform: 'linux', node: '20' },
  complete: true,
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 1,
};

function net(name: string, trainError: number): NetResult {
  const last = {
    step: 10,
    trainSamples: 2048,
    testSamples: 10_000,
    trainLoss: 1,
    trainError,
    testError: trainError,
  };
  return {
    name,
    depth: Number(name.slice(-2)),
    params: 1,
    macs: 1,
    trainError,
    testError: trainError,
    imagesPerSecond: 100,
    evaluations: [last],
  };
}

/** A summary of these training errors, four nets for each seed. */
function summaryOf(bySeed: readonly (readonly number[])[], stopped = -1): DegradationSeedsSummary {
  const runs = bySeed.map((errors, seed) => {
    const nets = errors.map((error, index) => net(NETS[index] ?? '', error));
    const result: DegradationSummary = { ...ABOUT, nets: nets.filter((_, index) => index !== stopped) };
    return { seed, result };
  });
  return { ...ABOUT, experiment: 'degradation', data: 'mnist', seeds: bySeed.map((_, seed) => seed), runs };
}

test('a rise that all seeds share is shown, with means and scatter', () => {
  const summary = summaryOf([
    [0.1, 0.3, 0.1, 0.08],
    [0.12, 0.34, 0.1, 0.09],
    [0.11, 0.32, 0.1, 0.1],
  ]);
  const { outcome, sentence } = seedsFinding(summary);
  expect(outcome).toBe('shown');
  expect(sentence).toBe(
    'Over 3 seeds: more layers made the plain net worse on its own training images (error 11.0% at 20 layers, 32.0% at 56), but not the residual net (10.0% at 20 layers, 9.0% at 56).',
  );
  const report = seedsReport(summary);
  expect(report).toContain('32.0% ± 2.0%');
  expect(report).toContain('+21.0 ± 1.0 points');
  expect(report.replaceAll(/<\/?span>/g, '')).toContain('--seed 0 --seeds 3');
});

test('seeds that disagree do not show it', () => {
  const scattered = summaryOf([
    [0.1, 0.3, 0.1, 0.1],
    [0.3, 0.1, 0.1, 0.1],
    [0.1, 0.2, 0.1, 0.1],
  ]);
  expect(seedsFinding(scattered).outcome).toBe('not shown');
  expect(seedsReport(scattered)).toContain('within the margin');
});

test('one seed, or a net that no seed finished, decides nothing', () => {
  expect(seedsFinding(summaryOf([[0.1, 0.3, 0.1, 0.1]])).outcome).toBe('undecided');
  const without = summaryOf(
    [
      [0.1, 0.3, 0.1, 0.1],
      [0.1, 0.3, 0.1, 0.1],
    ],
    1,
  );
  expect(seedsFinding(without).outcome).toBe('undecided');
  expect(seedsReport({ ...without, complete: false })).toContain('Not finished');
});
