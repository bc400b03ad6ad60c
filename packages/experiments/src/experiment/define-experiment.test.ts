import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defineExperiment, seedsOf } from './define-experiment.ts';
import type { SeedContext } from './define-experiment.ts';
import type { Experiment } from './experiment.ts';

interface Settings {
  readonly factor: number;
}

type Context = SeedContext<Settings, { product: number }>;

/** An experiment that multiplies its seed. */
function multiplying(
  measure?: (context: Context) => Promise<{ product: number }>,
): Experiment<Settings, { product: number }> {
  return defineExperiment<Settings, { product: number }>({
    name: 'multiply',
    claim: 'it multiplies',
    paper: { place: 'nowhere', href: 'https://arxiv.org/abs/1512.03385' },
    needsData: false,
    settings: ({ factor = 10 }) => {
      if (factor < 0) throw new RangeError('factor must not be negative.');
      return { factor };
    },
    measure:
      measure ??
      (async ({ seed, settings, record }) => {
        await record({ type: 'product', of: seed });
        return { product: seed * settings.factor };
      }),
    report: ({ runs }) => runs.map(({ seed, result }) => `${seed}: ${result.product}`).join('\n'),
  });
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-experiment-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'run');
}

test('measures each seed and writes metrics, summary and report', async () => {
  const out = await emptyFolder();
  const events: unknown[] = [];
  const summary = await multiplying().run({
    out,
    seed: 4,
    seeds: 3,
    settings: { factor: 2 },
    versions: { engine: '1' },
    onEvent: (event) => events.push(event),
  });
  expect(summary).toMatchObject({
    experiment: 'multiply',
    data: null,
    settings: { factor: 2 },
    seeds: [4, 5, 6],
    runs: [4, 5, 6].map((seed) => ({ seed, result: { product: 2 * seed } })),
    versions: { engine: '1', backend: 'cpu' },
    complete: true,
  });
  expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('4: 8\n5: 10\n6: 12');
  expect(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))).toEqual(summary);
  expect(await readFile(join(out, 'metrics.jsonl'), 'utf8')).toBe(
    [4, 5, 6].map((seed) => `{"type":"product","seed":${seed},"of":${seed}}\n`).join(''),
  );
  expect(events).toEqual([{ type: 'report', file: join(out, 'report.html') }]);
});

test('what was saved of a seed is kept when it is aborted', async () => {
  const out = await emptyFolder();
  const controller = new AbortController();
  const experiment = multiplying(async ({ seed, save, signal }) => {
    await save({ product: -seed });
    if (seed === 1) controller.abort();
    signal?.throwIfAborted();
    return { product: seed };
  });
  const summary = await experiment.run({ out, seeds: 3, signal: controller.signal });
  expect(summary.complete).toBe(false);
  expect(summary.runs).toEqual([
    { seed: 0, result: { product: 0 } },
    { seed: 1, result: { product: -1 } },
  ]);
});

test('a run that is aborted before anything is measured has a summary and no report', async () => {
  const out = await emptyFolder();
  const summary = await multiplying().run({ out, signal: AbortSignal.abort() });
  expect(summary).toMatchObject({ complete: false, runs: [] });
  expect((await readdir(out)).sort()).toEqual(['metrics.jsonl', 'summary.json']);
});

test('an error of the measurement is thrown on; bad settings write nothing', async () => {
  const out = await emptyFolder();
  const failing = multiplying(async () => {
    throw new Error('broken');
  });
  await expect(failing.run({ out })).rejects.toThrow('broken');
  const other = `${out}-other`;
  await expect(multiplying().run({ out: other, settings: { factor: -1 } })).rejects.toThrow(
    'factor must not',
  );
  await expect(readdir(other)).rejects.toThrow('ENOENT');
});

test('seeds are counted up from the first', () => {
  expect(seedsOf({})).toEqual([0]);
  expect(seedsOf({ seed: 7, seeds: 3 })).toEqual([7, 8, 9]);
  expect(() => seedsOf({ seeds: 1.5 })).toThrow('seeds must be an integer of at least 1; got 1.5.');
  expect(() => seedsOf({ seed: -1 })).toThrow('seed must be an integer of at least 0');
  expect(() => seedsOf({ seed: 2 ** 32 - 1, seeds: 2 })).toThrow('all 2 seeds are below 4294967296');
});
