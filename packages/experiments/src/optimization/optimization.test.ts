import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyDataset } from '../../test/tiny-dataset.ts';
import type { ExperimentEvent } from '../experiment/experiment-event.ts';
import { optimizationExperiment } from './optimization-experiment.ts';
import { optimizationFinding } from './optimization-finding.ts';
import type { OptimizationSummary } from './optimization-finding.ts';
import type { LossProfile, TwinResult } from './optimization-result.ts';
import type { OptimizationSettings } from './optimization-settings.ts';
import {
  barrier,
  concaveShare,
  evenly,
  gradientGrowth,
  gradientVerdict,
  meanRise,
} from './profile-measures.ts';

let parent = '';

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'skipjack-optimization-'));
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const TINY: Partial<OptimizationSettings> = {
  depths: [8],
  steps: 2,
  batch: 3,
  evaluationSamples: 3,
  probeBatches: 1,
  linePoints: 3,
  directions: 1,
  profilePoints: 3,
};

const run = (
  name: string,
  settings: Partial<OptimizationSettings> = {},
  more: {
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: ExperimentEvent) => void;
    readonly seed?: number;
  } = {},
): Promise<OptimizationSummary> =>
  optimizationExperiment.run({
    dataset: tinyDataset(),
    out: join(parent, name),
    settings: { ...TINY, ...settings },
    ...more,
  });

const metricsOf = (name: string): Promise<string> => readFile(join(parent, name, 'metrics.jsonl'), 'utf8');

test('measures gradients, the line and the profiles of twins; the line’s ends are the two solutions', async () => {
  const events: ExperimentEvent[] = [];
  const before = memory().numTensors;
  const summary = await run('whole', {}, { onEvent: (event) => void events.push(event) });
  expect(memory().numTensors).toBe(before);
  const [first] = summary.runs;
  const [twins, ...others] = first?.result.twins ?? [];
  expect(others).toEqual([]);
  expect(twins?.plain).toMatchObject({ net: 'plain8' });
  expect(twins?.residual).toMatchObject({ net: 'resnet8' });
  for (const twin of [twins?.plain, twins?.residual]) {
    expect(twin?.gradientsBefore).toHaveLength(7);
    expect(twin?.gradientsAfter).toHaveLength(7);
    expect(twin?.gradientsAfter).not.toEqual(twin?.gradientsBefore);
  }
  expect(first?.result.shares).toEqual([0, 0.5, 1]);
  expect(first?.result.offsets).toEqual([-1, 0, 1]);
  // The plain solution is in the middle of the plain profile and at the line's start, the residual one at its end.
  const [profile] = twins?.profiles ?? [];
  expect(twins?.line?.plain[0]).toBeCloseTo(profile?.plain[1] ?? Number.NaN, 5);
  expect(twins?.line?.residual[2]).toBeCloseTo(profile?.residual[1] ?? Number.NaN, 5);
  expect(twins?.line?.plain[2]).not.toBeCloseTo(twins?.line?.plain[0] ?? Number.NaN, 3);
  const parts = events.filter((event) => event.type === 'part');
  expect(parts.map(({ part, index, count }) => [part, index, count])).toEqual([
    ['plain8', 0, 3],
    ['resnet8', 1, 3],
    ['losses8', 2, 3],
  ]);
  const html = await readFile(join(parent, 'whole', 'report.html'), 'utf8');
  for (const words of [
    'What the optimizer sees',
    'Around the solutions, 8 layers',
    'From plain to residual',
    'equation 5',
  ])
    expect(html).toContain(words);
  expect(html).not.toMatch(/undefined|NaN|Infinity/);

  await run('again');
  expect(await metricsOf('again')).toBe(await metricsOf('whole'));
});

test('an aborted run keeps the twins that were trained, and leaks nothing; diverged twins have no line', async () => {
  const before = memory().numTensors;
  const aborting = new AbortController();
  const onEvent = (event: ExperimentEvent): void => {
    if (event.type === 'part' && event.part === 'losses8') aborting.abort();
  };
  const aborted = await run('aborted', {}, { signal: aborting.signal, onEvent });
  expect(memory().numTensors).toBe(before);
  expect(aborted.complete).toBe(false);
  expect(aborted.runs[0]?.result.twins).toMatchObject([{ depth: 8, line: null, profiles: [] }]);
  expect(await readFile(join(parent, 'aborted', 'report.html'), 'utf8')).toContain('stopped before its end');

  const diverged = await run('diverged', { rate: 1e30 });
  expect(memory().numTensors).toBe(before);
  const [twins] = diverged.runs[0]?.result.twins ?? [];
  expect(twins).toMatchObject({ line: null, profiles: [] });
  expect(twins?.plain.stopped).toMatch(/^training diverged/);
  expect(optimizationFinding(diverged).outcome).toBe('undecided');
});

test('bad settings are refused', async () => {
  const refuse = (settings: Partial<OptimizationSettings>, message: string): Promise<void> =>
    expect(run('refused', settings)).rejects.toThrow(message);
  await refuse({ depths: [21] }, 'depths must be 6n + 2, such as 8, 20 or 56; got 21.');
  await refuse({ profilePoints: 4 }, 'profilePoints must be odd, so that the solution is among them; got 4.');
  await refuse({ linePoints: 2 }, 'linePoints must be an integer of at least 3; got 2.');
  await refuse({ radius: 0 }, 'radius must be a finite number above 0; got 0.');
  await refuse({ directions: 0 }, 'directions must be an integer of at least 1; got 0.');
});

test('measures of profiles', () => {
  expect(evenly(-1, 1, 5)).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(gradientGrowth([8, 2, 1, 1, 1, 4])).toBeCloseTo(2, 12);
  expect([0.001, 0.5, 50, 1000, Number.NaN].map(gradientVerdict)).toEqual([
    'vanish',
    'keep',
    'keep',
    'explode',
    'unknown',
  ]);
  expect(barrier([0, 0.5, 1], [1, 5, 3])).toBeCloseTo(3, 12);
  expect(barrier([0, 0.5, 1], [1, 1, 3])).toBe(0);
  expect(meanRise([3, 1, 0, 1, 3])).toBe(2);
  expect(concaveShare([4, 1, 0, 1, 4])).toBe(0);
  expect(concaveShare([0, 3, 4, 0, 4])).toBeCloseTo(2 / 3, 12);
});

/** A summary of one depth: gradients that grow by factors on the way back, and profiles with rises. */
function summaryOf(
  growth: number,
  rises: readonly (readonly [plain: number, residual: number])[],
  plainLoss = 0.5,
): OptimizationSummary {
  const twin = (net: string, factor: number, trainLoss: number): TwinResult => ({
    ...{ net, trainLoss, gradientsBefore: [factor, 1, 1], gradientsAfter: [1, 1, 1] },
    ...{ losses: [1], trainError: 0.1 },
  });
  const profiles = rises.map(([plain, residual]): LossProfile => ({
    plain: [plain, 0, plain],
    residual: [residual, 0, residual],
  }));
  const twins = [
    {
      depth: 20,
      plain: twin('plain20', growth, plainLoss),
      residual: twin('resnet20', 1, 0.4),
      line: { plain: [0.5, 2, 1], residual: [1, 2, 0.4] },
      profiles,
    },
  ];
  const machine = { cpu: 'x', cores: 1, memoryGiB: 1, platform: 'x', node: 'x' };
  return {
    ...{
      experiment: 'optimization',
      data: 'rows',
      seeds: [0],
      versions: {},
      machine,
      complete: true,
      startedAt: '',
      seconds: 1,
    },
    settings: { ...optimizationExperiment.defaults(undefined), depths: [20] },
    runs: [{ seed: 0, result: { chanceLoss: 2, shares: [0, 0.5, 1], offsets: [-1, 0, 1], twins } }],
  };
}

test('the finding follows the numbers', () => {
  const flatter = optimizationFinding(
    summaryOf(3, [
      [2, 1],
      [3, 1],
    ]),
  );
  expect(flatter.outcome).toBe('residual flatter');
  expect(flatter.sentence).toContain(
    'The gradients of the plain 20-layer net do not vanish: those of its first third of layers are 3 times',
  );
  expect(flatter.sentence).toContain(
    'it rises by 1 around the residual solution and by 2.5 around the plain one',
  );
  expect(
    optimizationFinding(
      summaryOf(3, [
        [1, 2],
        [1, 3],
      ]),
    ).outcome,
  ).toBe('plain flatter');
  const mixed = optimizationFinding(
    summaryOf(1000, [
      [1, 2],
      [3, 1],
    ]),
  );
  expect(mixed.outcome).toBe('mixed');
  expect(mixed.sentence).toContain('do not vanish but explode before training, and do not vanish after it');
  expect(mixed.sentence).toContain('along 1 of 2 random directions');
  expect(optimizationFinding(summaryOf(1e-4, [])).sentence).toContain(
    'plain 20-layer net vanish before training',
  );
  const idle = optimizationFinding(summaryOf(3, [[0.1, 1]], 1.99));
  expect(idle.outcome).toBe('undecided');
  expect(idle.sentence).toContain('at no depth have both nets learned');
});
