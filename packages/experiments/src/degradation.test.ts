import { degradationFinding } from './degradation-finding.ts';
import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyDataset } from '../test/tiny-dataset.ts';
import { reproduceDegradation } from './degradation.ts';
import type { DegradationEvent } from './degradation-event.ts';
import type { DegradationSettings, DegradationSummary } from './summary.ts';

let parent = '';

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'skipjack-degradation-'));
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const SETTINGS = {
  nets: ['plain20', 'resnet20'],
  steps: 6,
  batch: 3,
  evaluateEvery: 4,
  evaluationSamples: 5,
  warmUpSteps: 2,
} as const;

interface Run {
  readonly summary: DegradationSummary;
  readonly events: readonly DegradationEvent[];
  readonly out: string;
}

/** Runs the experiment on tiny images and checks what holds however it ends: no leak, whole files, the report last. */
async function run(
  name: string,
  settings: Partial<DegradationSettings> = {},
  onEvent: (event: DegradationEvent) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Run> {
  const out = join(parent, name);
  const events: DegradationEvent[] = [];
  const before = memory().numTensors;
  const summary = await reproduceDegradation({
    dataset: tinyDataset(),
    out,
    settings: { ...SETTINGS, ...settings },
    versions: { engine: 'test' },
    onEvent: (event) => {
      events.push(event);
      onEvent(event);
    },
    signal,
  });
  expect(memory().numTensors).toBe(before);
  expect((await readdir(out)).sort()).toEqual(['metrics.jsonl', 'report.html', 'summary.json']);
  expect(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(summary)),
  );
  expect(await readFile(join(out, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\s*$/i);
  expect(events.at(-1)).toEqual({ type: 'report', file: join(out, 'report.html') });
  return { summary, events, out };
}

const metricsOf = ({ out }: Run): Promise<string> => readFile(join(out, 'metrics.jsonl'), 'utf8');

test('trains and measures each net, and tells so in order', async () => {
  const { summary, events, out } = await run('whole');
  const perNet = [
    'net',
    'step',
    'step',
    'step',
    'step',
    'evaluation',
    'step',
    'step',
    'evaluation',
    'result',
  ];
  expect(events.map(({ type }) => type)).toEqual([...perNet, ...perNet, 'report']);
  expect(events[0]).toEqual({
    type: 'net',
    net: 'plain20',
    index: 0,
    count: 2,
    params: summary.nets[0]?.params,
  });
  const steps = events.filter((event) => event.type === 'step');
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
  expect(steps.every(({ secondsLeft, imagesPerSecond }) => secondsLeft > 0 && imagesPerSecond > 0)).toBe(
    true,
  );

  expect(summary.complete).toBe(true);
  expect(summary.settings).toMatchObject({ ...SETTINGS, data: 'rows', rate: 0.1, milestones: [5] });
  expect(summary.versions).toMatchObject({ engine: 'test', backend: 'cpu', '@skipjack/recipes': '0.0.0' });
  expect(summary.machine.node).toBe(process.versions.node);
  expect(summary.nets.map(({ name, depth }) => [name, depth])).toEqual([
    ['plain20', 20],
    ['resnet20', 20],
  ]);
  for (const net of summary.nets) {
    expect(net.evaluations.map(({ step }) => step)).toEqual([4, 6]);
    expect(net.evaluations.at(-1)).toMatchObject({ trainError: net.trainError, testError: net.testError });
    expect((net.trainError * 20) % 1).toBeCloseTo(0, 9); // 20 training images
    expect((net.testError * 8) % 1).toBeCloseTo(0, 9); // the complete test set
    expect(net).not.toHaveProperty('stopped');
  }
  const lines = (await readFile(join(out, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(
    events.map(({ type }) => type).filter((type) => type === 'step' || type === 'evaluation'),
  );
});

test('the same seed gives the same metrics, byte for byte; another seed others', async () => {
  const settings = { nets: ['resnet20'] };
  const first = await run('first', settings);
  const second = await run('second', settings);
  expect(await metricsOf(second)).toBe(await metricsOf(first));
  const losses = ({ events }: Run): number[] =>
    events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
  expect(losses(second)).toEqual(losses(first));
  expect(second.summary.nets[0]?.evaluations).toEqual(first.summary.nets[0]?.evaluations);
  expect(losses(await run('third', { ...settings, seed: 1 }))).not.toEqual(losses(first));
});

test('an abort leaves a report of what was done', async () => {
  const controller = new AbortController();
  const stop = (event: DegradationEvent): void => {
    if (event.type === 'step' && event.net === 'resnet20' && event.step === 5) controller.abort();
  };
  const { summary } = await run('aborted', {}, stop, controller.signal);
  expect(summary.complete).toBe(false);
  const [finished, interrupted] = summary.nets;
  expect(finished).not.toHaveProperty('stopped');
  expect(interrupted?.stopped).toBe('training was interrupted after 5 of 6 steps.');
  expect(interrupted?.evaluations.map(({ step }) => step)).toEqual([4]);
});

test('an abort before anything is measured leaves that net out', async () => {
  const controller = new AbortController();
  const stop = ({ type }: DegradationEvent): void => {
    if (type === 'step') controller.abort();
  };
  const { summary, events } = await run('early', {}, stop, controller.signal);
  expect(summary).toMatchObject({ complete: false, nets: [] });
  expect(events.map(({ type }) => type)).toEqual(['net', 'step', 'report']);
});

test('an abort after the last net takes nothing away', async () => {
  const controller = new AbortController();
  const stop = ({ type }: DegradationEvent): void => {
    if (type === 'result') controller.abort();
  };
  const { summary } = await run('late', { nets: ['plain20'], steps: 1 }, stop, controller.signal);
  expect(summary.complete).toBe(true);
});

test('a net that diverges in its last update is not taken for one that learned badly', async () => {
  const { summary } = await run('last', { nets: ['plain20'], steps: 1, rate: 1e38, warmUpSteps: 0 });
  expect(summary.nets[0]?.stopped).toMatch(/^training diverged: the loss after the last step, 1, is /);
  expect(degradationFinding(summary).outcome).toBe('undecided');
});

test('a net that diverges is recorded as it was, and the others go on', async () => {
  const { summary, events } = await run('diverged', { rate: 1e30, warmUpSteps: 0 });
  expect(summary.complete).toBe(true);
  expect(summary.nets.map(({ name }) => name)).toEqual(SETTINGS.nets);
  for (const net of summary.nets) {
    expect(net.stopped).toMatch(/^training diverged: the loss was \S+ at step \d+ \(/);
    const last = net.evaluations.at(-1);
    expect(last?.step).toBeLessThan(6);
    expect(net.trainError).toBe(last?.trainError);
  }
  expect(degradationFinding(summary).outcome).toBe('undecided');
  const results = events.filter((event) => event.type === 'result');
  expect(results.map(({ net }) => net.stopped)).toEqual(summary.nets.map(({ stopped }) => stopped));
  expect(await readFile(join(parent, 'diverged', 'metrics.jsonl'), 'utf8')).toContain('"type":"stopped"');
});

test('what onEvent throws ends the run, without a leak', async () => {
  const before = memory().numTensors;
  const throwing = run('thrown', {}, ({ type }) => {
    if (type === 'evaluation') throw new Error('no more');
  });
  await expect(throwing).rejects.toThrow('no more');
  expect(memory().numTensors).toBe(before);
});

test('bad settings are refused before anything is written', async () => {
  const refuse = async (settings: Partial<DegradationSettings>, message: string): Promise<void> => {
    await expect(run('refused', settings)).rejects.toThrow(message);
  };
  await refuse({ steps: 0 }, 'steps must be an integer of at least 1; got 0.');
  await refuse({ rate: -1 }, 'rate must be a finite number of at least 0; got -1.');
  await refuse({ weightDecay: -1 }, 'weightDecay must be a finite number of at least 0; got -1.');
  await refuse({ momentum: 1 }, 'momentum must be at least 0 and below 1; got 1.');
  await refuse({ milestones: [3, 2] }, 'milestones must ascend; got 2 after 3.');
  await refuse({ nets: ['plain21'] }, 'plain21');
  expect(await readdir(parent)).toEqual([]);
});
