import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cifarPlain } from '@skipjack/models';
import { memory, randomNormal } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyDataset } from '../../test/tiny-dataset.ts';
import type { ExperimentEvent } from '../experiment/experiment-event.ts';
import { initialisationExperiment } from './initialisation-experiment.ts';
import { initialisationFinding } from './initialisation-finding.ts';
import type { InitialisationSummary } from './initialisation-finding.ts';
import { initialisedPlainNet, partName } from './initialisation-net.ts';
import { startOfLearning } from './initialisation-result.ts';
import type { InitialisedNetResult } from './initialisation-result.ts';
import type { InitialisationSettings } from './initialisation-settings.ts';

let parent = '';

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'skipjack-initialisation-'));
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const TINY: Partial<InitialisationSettings> = {
  depths: [8],
  steps: 3,
  batch: 3,
  evaluationSamples: 3,
  probeBatches: 1,
};

const run = (
  name: string,
  settings: Partial<InitialisationSettings> = {},
  more: {
    readonly signal?: AbortSignal;
    readonly onEvent?: (event: ExperimentEvent) => void;
    readonly seed?: number;
  } = {},
): Promise<InitialisationSummary> =>
  initialisationExperiment.run({
    dataset: tinyDataset(),
    out: join(parent, name),
    settings: { ...TINY, ...settings },
    ...more,
  });

const outputOf = (model: LayersModel, images: Tensor): number[] => {
  const output = model.predict(images) as Tensor;
  const values = Array.from(output.dataSync());
  output.dispose();
  return values;
};

test('He with batch norm is the zoo’s plain net; Xavier’s weights are those of He divided by the square root of two', () => {
  const options = { depth: 8, inputShape: [4, 4, 1], classes: 3, seed: 7 } as const;
  const before = memory().numTensors;
  const images = randomNormal([2, 4, 4, 1], 0, 1, 'float32', 1);
  const zoo = cifarPlain(options);
  const he = initialisedPlainNet({ ...options, initialisation: 'he', batchNorm: true });
  const xavier = initialisedPlainNet({ ...options, initialisation: 'xavier', batchNorm: false });
  expect(outputOf(he, images)).toEqual(outputOf(zoo, images));
  expect(he.layers.map(({ name }) => name)).toEqual(zoo.layers.map(({ name }) => name));
  for (const name of ['stem_conv', 'stage2_block1_1_conv', 'head_dense']) {
    const [of, from] = [xavier, he].map((model) => model.getLayer(name).weights[0]?.read().dataSync() ?? []);
    expect(of?.length).toBeGreaterThan(0);
    of?.forEach((weight, index) => expect(weight).toBeCloseTo((from?.[index] ?? Number.NaN) / Math.SQRT2, 6));
  }
  expect(xavier.getLayer('stem_conv').weights).toHaveLength(2); // a bias in place of batch norm
  expect(xavier.layers.some(({ name }) => name.endsWith('_bn'))).toBe(false);
  for (const model of [zoo, he, xavier]) model.dispose();
  images.dispose();
  expect(memory().numTensors).toBe(before);
});

test('measures all nets before training, trains them, and reports', async () => {
  const events: ExperimentEvent[] = [];
  const before = memory().numTensors;
  const summary = await run('whole', {}, { onEvent: (event) => void events.push(event) });
  expect(memory().numTensors).toBe(before);
  const names = ['plain8 he', 'plain8 xavier', 'plain8 he bn', 'plain8 xavier bn'];
  const [first] = summary.runs;
  expect(first?.result.nets.map(({ name }) => name)).toEqual(names);
  expect(first?.result.chanceLoss).toBeCloseTo(Math.log(3), 6);
  for (const net of first?.result.nets ?? []) {
    expect(net.deviations).toHaveLength(7);
    expect(net.gradientNorms).toHaveLength(7);
    expect(net.losses).toHaveLength(3);
    expect(net.gradientNorms.every((norm) => norm > 0)).toBe(true);
  }
  const parts = events.filter((event) => event.type === 'part');
  expect(parts.map(({ part, index, count }) => [part, index, count])).toEqual(
    names.map((name, index) => [name, index, 4]),
  );
  const html = await readFile(join(parent, 'whole', 'report.html'), 'utf8');
  for (const words of [
    'Which nets start to learn?',
    'Signals without batch norm',
    'Figure 3, 30 layers',
    '8 layers, Xavier alone',
  ])
    expect(html).toContain(words);
  expect(html).not.toMatch(/undefined|NaN|Infinity/);
});

test('the same seed gives the same metrics, byte for byte; another seed others', async () => {
  const one = { batchNorm: [true], initialisations: ['he'] } as const;
  const metrics = async (name: string, seed: number): Promise<string> => {
    await run(name, one, { seed });
    return readFile(join(parent, name, 'metrics.jsonl'), 'utf8');
  };
  const first = await metrics('first', 1);
  expect(await metrics('second', 1)).toBe(first);
  expect(await metrics('third', 2)).not.toBe(first);
});

test('a net that diverges is told of, and an aborted run keeps what it has, without a leak', async () => {
  const before = memory().numTensors;
  const aborting = new AbortController();
  const summary = await run(
    'aborted',
    { rate: 1e30, initialisations: ['he'] },
    {
      signal: aborting.signal,
      onEvent: (event) => {
        if (event.type === 'found') aborting.abort();
      },
    },
  );
  expect(memory().numTensors).toBe(before);
  expect(summary.complete).toBe(false);
  const [net, ...others] = summary.runs[0]?.result.nets ?? [];
  expect(others).toEqual([]);
  expect(net).toMatchObject({ name: 'plain8 he', starts: false, endLoss: Number.NaN });
  expect(net?.stopped).toMatch(/^training diverged/);
  expect(await readFile(join(parent, 'aborted', 'report.html'), 'utf8')).toContain('stopped before its end');
});

test('bad settings are refused', async () => {
  const refuse = (settings: Partial<InitialisationSettings>, message: string): Promise<void> =>
    expect(run('refused', settings)).rejects.toThrow(message);
  await refuse({ depths: [] }, 'depths must name at least 1; got none.');
  await refuse({ depths: [9] }, 'depths must be 6n + 2, such as 8, 20 or 56; got 9.');
  await refuse({ depths: [8, 8] }, 'depths must name each once; got 8, 8.');
  await refuse(
    { initialisations: ['lecun' as 'he'] },
    "initialisations must be 'he' or 'xavier'; got lecun.",
  );
  await refuse({ downscale: 5 }, 'downscale must be at most 4 for images of 4x4 pixels; got 5.');
  await refuse({ probeBatches: 0 }, 'probeBatches must be an integer of at least 1; got 0.');
});

test('learning starts where the mean over a tenth of the steps is below the bar', () => {
  const falling = Array.from({ length: 20 }, (_, step) => 2 - step / 10);
  expect(startOfLearning(falling, 20, 1)).toEqual({
    endLoss: expect.closeTo(0.15, 9),
    startStep: 12,
    starts: true,
  });
  expect(startOfLearning([2, 2, 0.1, 2, 2], 5, 1)).toEqual({ endLoss: 2, startStep: 3, starts: false });
  expect(startOfLearning([0.1], 5, 1)).toEqual({ endLoss: Number.NaN, startStep: 1, starts: false });
});

/** A summary of nets that start or do not: `he` and `xavier` without batch norm at the depths 8 and 20, a list for each seed. */
function summaryOf(he: readonly boolean[][], xavier: readonly boolean[][]): InitialisationSummary {
  const net = (depth: number, initialisation: 'he' | 'xavier', starts: boolean): InitialisedNetResult => ({
    ...{ depth, initialisation, batchNorm: false, starts },
    name: partName({ depth, initialisation, batchNorm: false }),
    ...{
      deviations: [1, 2],
      gradientNorms: [1, 2],
      losses: [1],
      endLoss: 1,
      startStep: null,
      trainError: 0.5,
    },
  });
  const settings = { ...initialisationExperiment.defaults(undefined), depths: [8, 20], batchNorm: [false] };
  const runs = he.map((starts, seed) => ({
    seed,
    result: {
      chanceLoss: 2,
      bar: 1.8,
      nets: [8, 20].flatMap((depth, index) => [
        net(depth, 'he', starts[index] ?? false),
        ...(xavier[seed]?.[index] === undefined ? [] : [net(depth, 'xavier', xavier[seed][index])]),
      ]),
    },
  }));
  const machine = { cpu: 'x', cores: 1, memoryGiB: 1, platform: 'x', node: 'x' };
  const seeds = runs.map(({ seed }) => seed);
  return {
    experiment: 'initialisation',
    data: 'rows',
    settings,
    seeds,
    runs,
    versions: {},
    machine,
    complete: true,
    startedAt: '',
    seconds: 1,
  };
}

test('the finding follows the numbers', () => {
  const shown = initialisationFinding(summaryOf([[true, true]], [[true, false]]));
  expect(shown.outcome).toBe('shown');
  expect(shown.sentence).toContain(
    'with He alone 8 and 20 layers started to learn; with Xavier alone 8 layers started to learn, 20 did not',
  );
  expect(shown.sentence).toContain('Without batch norm, 20 layers took He’s initialisation.');
  const outcomeOf = (he: readonly boolean[][], xavier: readonly boolean[][]): string =>
    initialisationFinding(summaryOf(he, xavier)).outcome;
  expect(outcomeOf([[true, false]], [[true, true]])).toBe('reversed');
  expect(outcomeOf([[true, false]], [[false, true]])).toBe('mixed');
  expect(outcomeOf([[true, true]], [[true, true]])).toBe('no difference');
  expect(outcomeOf([[true, true]], [[true]])).toBe('undecided');
  // Seeds that disagree show nothing.
  const disagreeing = initialisationFinding(
    summaryOf(
      [
        [true, true],
        [true, false],
      ],
      [
        [true, false],
        [true, false],
      ],
    ),
  );
  expect(disagreeing.outcome).toBe('no difference');
  expect(disagreeing.sentence).toContain('20 layers in 1 of 2 seeds');
});
