import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DegradationSeedsSummary } from '@skipjack/experiments';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { finish } from '../test/degradation-run.ts';
import { fakeServices, summaryOf, TINY } from '../test/fake-services.ts';
import { runWith } from './run.ts';
import type { Services } from './services.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skipjack-cli-'));
  const made = folder;
  onTestFinished(() => rm(made, { recursive: true, force: true }));
});

type Asked = { name: string; options: Parameters<Services['runExperiment']>[1] };

/** Runs `skipjack reproduce <line>`; the experiment tells three events and ends. */
async function reproduce(
  line: string,
  services: Partial<Services> = {},
): Promise<{ code: number; io: CapturedIo; asked: Asked[] }> {
  const io = capturedIo({ workingDirectory: folder });
  const asked: Asked[] = [];
  const runExperiment: Services['runExperiment'] = async (name, options) => {
    asked.push({ name, options });
    const { out, seeds = 1, onEvent } = options;
    onEvent?.({ type: 'part', part: 'resnet20 A', index: 0, count: 4, seed: 0 });
    onEvent?.({
      type: 'step',
      part: 'resnet20 A',
      step: 5,
      steps: 5,
      loss: 0.5,
      rate: 0.1,
      imagesPerSecond: 1000,
    });
    onEvent?.({ type: 'found', part: 'resnet20 A', text: 'test error 1.0%' });
    const file = join(out, 'report.html');
    await writeFile(file, '');
    onEvent?.({ type: 'report', file });
    const { machine, versions, startedAt, seconds } = summaryOf({ dataset: TINY, out });
    const about = { machine, versions, startedAt, seconds, settings: {}, data: 'mnist' };
    const all = Array.from({ length: seeds }, (_, seed) => seed);
    return { ...about, experiment: name, seeds: all, runs: [{ seed: 0, result: {} }], complete: seeds === 1 };
  };
  const argv = ['reproduce', ...line.split(' ')];
  const code = await runWith({ argv, io, services: fakeServices({ runExperiment, ...services }) });
  return { code, io, asked };
}

test('only what was given reaches the experiment as a setting', async () => {
  const { code, io, asked } = await reproduce('shortcuts');
  expect(code).toBe(0);
  expect(asked).toMatchObject([
    {
      name: 'shortcuts',
      options: { dataset: TINY, out: join(folder, 'runs/shortcuts-1'), settings: {}, seed: 0, seeds: 1 },
    },
  ]);
  expect(asked[0]?.options.settings).toEqual({});
  expect(io.stderr.lines).toEqual([
    'resnet20 A (1 of 4, seed 0)',
    'resnet20 A: step 5/5, loss 0.5000, 1,000 images/s',
    'resnet20 A: test error 1.0%',
  ]);
  expect(io.stdout.lines).toEqual(['Report: runs/shortcuts-1/report.html']);
});

test('options reach the experiment', async () => {
  const { asked, io } = await reproduce(
    'layer-responses --nets plain20,resnet20 --steps 7 --batch 16 --lr 0.05 --precision bfloat16 --seed 3 --seeds 5 --out mine',
  );
  expect(asked[0]?.options).toMatchObject({ out: join(folder, 'mine'), seed: 3, seeds: 5 });
  expect(asked[0]?.options.settings).toEqual({
    nets: ['plain20', 'resnet20'],
    steps: 7,
    batch: 16,
    rate: 0.05,
    precision: 'bfloat16',
  });
  expect(io.stdout.text).toContain('The run was stopped before its end: 1 of 5 seeds begun.');
});

test('an experiment without data loads none, and has no option for it', async () => {
  const loadDataset = async (): Promise<never> => {
    throw new Error('loaded');
  };
  const { code, asked } = await reproduce('bottleneck-cost', { loadDataset });
  expect(code).toBe(0);
  expect(asked[0]?.options.dataset).toBeUndefined();
  expect((await reproduce('bottleneck-cost --data mnist')).io.stderr.text).toContain(
    "unknown option '--data'",
  );
});

test('--json prints one object a line and nothing else; the last is the summary', async () => {
  const { io } = await reproduce('shortcuts --json');
  expect(io.stderr.text).toBe('');
  const lines = io.stdout.lines.map((line) => JSON.parse(line) as { type: string });
  expect(lines.map(({ type }) => type)).toEqual(['part', 'step', 'found', 'report', 'summary']);
});

test.each([
  ['shortcuts --seeds 0', '--seeds must be a whole number from 1 to 1000; got "0".'],
  ['shortcuts --precision float16', "argument 'float16' is invalid. Allowed choices are float32, bfloat16"],
  ['shortcuts --data minst', 'Unknown data set "minst": did you mean mnist?'],
  ['shortcuts --batch 1001', '--batch must be at most the 1,000 training images of mnist; got 1001.'],
  ['layer-responses --nets ,', '--nets must name at least one net; got ",".'],
])('"%s" is wrong usage, and leaves no folder', async (line, message) => {
  const { code, io, asked } = await reproduce(line);
  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(io.stderr.text).toContain(message);
  expect(await readdir(folder)).toEqual([]);
});

test('degradation with several seeds prints the errors of each', async () => {
  const requests: object[] = [];
  const reproduceDegradationSeeds: Services['reproduceDegradationSeeds'] = async (options) => {
    requests.push(options);
    options.onEvent?.({ type: 'seed', seed: 0, index: 0, count: 2 });
    const result = await finish(options);
    const { settings, machine, versions, startedAt, seconds } = result;
    const summary: DegradationSeedsSummary = {
      experiment: 'degradation',
      data: 'mnist',
      settings,
      seeds: [0, 1],
      runs: [0, 1].map((seed) => ({ seed, result })),
      machine,
      versions,
      complete: true,
      startedAt,
      seconds,
    };
    return summary;
  };
  const { code, io } = await reproduce('degradation --seeds 2 --precision bfloat16', {
    reproduceDegradationSeeds,
  });
  expect(code).toBe(0);
  expect(requests).toMatchObject([{ seeds: 2, settings: { seed: 0, precision: 'bfloat16' } }]);
  expect(io.stderr.lines[0]).toBe('Seed 0 (1 of 2)');
  expect(io.stdout.lines.slice(2)).toEqual([
    '0     plain20          1.23 %      4.56 %',
    '1     plain20          1.23 %      4.56 %',
    'Report: runs/degradation-1/report.html',
  ]);
});
