import '@tensorflow/tfjs-backend-cpu';
import nodeFs from 'node:fs/promises';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recipe } from '@skipjack/recipes';
import { expect, onTestFinished, test, vi } from 'vitest';
import { logFolder } from '../../test/log-folder.ts';
import { stopAfter, trailOf, wholeTrail } from '../../test/run-trail.ts';
import { samples, TINY_RECIPE, tinyNet, tinyRun } from '../../test/tiny-run.ts';
import { lockRunFolder } from '../lock/run-lock.ts';
import { readRunRecord } from '../log/run-record.ts';
import { readRuns } from '../log/read-runs.ts';
import { expectedCheckpointBytes } from './checkpoint-size.ts';
import { trainRun } from './train-run.ts';

const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

/** Every file in a folder, with what is in it. */
const content = (folder: string): unknown =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => [join(parentPath, name), text(parentPath, name)]);

test('a run leaves its record, metrics, events, report and checkpoints, and gives the folder back', async () => {
  const folder = join(logFolder(), 'new', 'run');
  const run = await trainRun(tinyRun(folder, { dataSpec: 'tiny-data:/x', versions: { skipjack: '9' } }));
  expect(run.result).toMatchObject({ steps: 14, resumedFrom: 0 });
  const record = await readRunRecord({ folder });
  expect(record).toEqual(run.record);
  expect(record).toMatchObject({
    recipe: { name: 'tiny-recipe', batch: 4 },
    model: { name: 'tiny' },
    data: { name: 'tiny-data', spec: 'tiny-data:/x', fingerprint: 'tiny:30' },
    steps: 14,
    versions: { skipjack: '9', backend: 'cpu' },
    outcome: { status: 'finished', step: 14 },
  });
  const lines = text(folder, 'metrics.jsonl').trim().split('\n');
  expect(lines).toHaveLength(14 + 5);
  expect(JSON.parse(lines[3] ?? '')).toMatchObject({ step: 3, testError: run.result.evaluations[0]?.error });
  expect(text(folder, 'metrics.csv').split('\r\n')).toHaveLength(1 + 14 + 5 + 1);
  expect(text(folder, 'report.html')).toContain('tiny, tiny-recipe');
  expect(readdirSync(folder).filter((name) => name.startsWith('events.'))).toHaveLength(1);
  expect(readdirSync(join(folder, 'checkpoints'))).toContain('step-00000014');
  expect(readdirSync(folder)).not.toContain('run.lock');
  const [listed] = await readRuns({ folder });
  expect(listed).toMatchObject({ status: 'finished', step: 14, bestError: run.result.best?.error });
});

test('stopped after a step and resumed, it ends with the same weights, metrics and table', async () => {
  const whole = await wholeTrail();
  for (const stop of [3, 8]) {
    const folder = logFolder();
    await stopAfter(folder, stop);
    expect((await readRunRecord({ folder })).outcome).toMatchObject({ status: 'stopped', step: stop });
    const options = tinyRun(folder, { resume: true });
    const run = await trainRun(options);
    expect(run.result.resumedFrom).toBe(stop);
    expect(run.record).toMatchObject({ resumed: [{ step: stop }], outcome: { status: 'finished' } });
    expect(trailOf(folder, options.model)).toEqual(whole);
  }
});

test('a run whose checkpoints are all damaged or gone is not begun anew in silence', async () => {
  const folder = logFolder();
  await trainRun(tinyRun(folder));
  const checkpoints = join(folder, 'checkpoints');
  for (const name of readdirSync(checkpoints).filter((each) => each.startsWith('step-')))
    writeFileSync(join(checkpoints, name, 'MANIFEST.json'), '{');
  const kept = content(folder);
  await expect(trainRun(tinyRun(folder, { resume: true }))).rejects.toThrow(
    `No checkpoint in ${checkpoints} is whole, so that the run in ${folder} cannot be gone on with; its best one can still be evaluated (--best): start a new run in another folder, or begin this one anew (resume: 'force', or --force).`,
  );
  expect(content(folder)).toEqual(kept);
  await nodeFs.rm(checkpoints, { recursive: true });
  await expect(trainRun(tinyRun(folder, { resume: true }))).rejects.toThrow('is whole, so that the run in');
  expect((await trainRun(tinyRun(folder, { resume: 'force' }))).result).toMatchObject({
    resumedFrom: 0,
    steps: 14,
  });
});

test('a folder that has a run, or that is in use, is refused with the remedy', async () => {
  const folder = logFolder();
  await trainRun(tinyRun(folder));
  await expect(trainRun(tinyRun(folder))).rejects.toThrow(
    `${folder} has a run in it already; go on with that one (resume: true, or --resume), or choose another folder.`,
  );
  const lock = await lockRunFolder({ folder });
  await expect(trainRun(tinyRun(folder, { resume: true }))).rejects.toThrow(
    `in use by process ${process.pid}`,
  );
  lock.release();
});

test('a recipe that has changed is refused by its keys before anything is touched, and forced', async () => {
  const folder = logFolder();
  await stopAfter(folder, 8);
  const before = content(folder);
  const changed: Recipe = {
    ...TINY_RECIPE,
    schedule: { type: 'multiStep', rate: 0.05, milestones: [5, 12] },
  };
  await expect(trainRun(tinyRun(folder, { recipe: changed, resume: true }))).rejects.toThrow(
    /has changed: schedule\.milestones was \[5,9\] and is \[5,12\]; give .* \(--force\)/,
  );
  await expect(trainRun(tinyRun(folder, { data: samples(31), resume: true }))).rejects.toThrow(
    /data\.length was 30 and is 31/,
  );
  expect(content(folder)).toEqual(before);
  const run = await trainRun(tinyRun(folder, { recipe: changed, resume: 'force' }));
  expect(run.record.recipe).toMatchObject({ schedule: { milestones: [5, 12] } });
  expect(run.result).toMatchObject({ resumedFrom: 8, steps: 14 });
});

test('a damaged run.json is told of, and the run goes on from its checkpoint', async () => {
  const folder = logFolder();
  await stopAfter(folder, 8);
  writeFileSync(join(folder, 'run.json'), '{');
  const errors: string[] = [];
  const run = await trainRun(
    tinyRun(folder, { resume: true, onLogError: ({ message }) => errors.push(message) }),
  );
  expect(errors.join()).toContain('run.json');
  expect(run.result.resumedFrom).toBe(8);
  expect((await readRunRecord({ folder })).outcome?.status).toBe('finished');
});

test('a run that fails says why in its record and its report', async () => {
  const folder = logFolder();
  const data = samples(30, Number.NaN);
  await expect(trainRun(tinyRun(folder, { data }))).rejects.toThrow(/diverged/);
  const { outcome } = await readRunRecord({ folder });
  expect(outcome).toMatchObject({ status: 'failed', step: 0 });
  expect(outcome?.error).toMatch(/diverged/);
  expect(text(folder, 'report.html')).toContain('failed');
});

test('logs that cannot be written do not end the training', async () => {
  const folder = logFolder();
  mkdirSync(join(folder, 'report.html'));
  mkdirSync(join(folder, 'metrics.csv'));
  const errors: string[] = [];
  const run = await trainRun(tinyRun(folder, { onLogError: ({ path }) => errors.push(path) }));
  expect(run.result.steps).toBe(14);
  expect(errors).toEqual([join(folder, 'report.html'), join(folder, 'metrics.csv')]);
});

test('a disk without room for two checkpoints is refused before the first step', async () => {
  const folder = logFolder();
  const room = vi.spyOn(nodeFs, 'statfs');
  onTestFinished(() => room.mockRestore());
  room.mockResolvedValue({ bsize: 1, blocks: 1e6, bavail: 3e5 } as Awaited<ReturnType<typeof nodeFs.statfs>>);
  const onStep = vi.fn<() => void>();
  await expect(trainRun(tinyRun(folder, { onStep }))).rejects.toThrow(/has 300 kB free, .* wants \d+ kB/);
  expect(onStep).not.toHaveBeenCalled();
  expect(readdirSync(folder)).toEqual(['checkpoints']);
});

test('a batch larger than the data is refused before there is a folder', async () => {
  const folder = join(logFolder(), 'none');
  await expect(trainRun(tinyRun(folder, { data: samples(3) }))).rejects.toThrow(
    'batch must not exceed the 3 images of the training data; got 4.',
  );
  expect(() => statSync(folder)).toThrow('ENOENT');
});

test("a model of one's own is recorded by its own name", async () => {
  const folder = logFolder();
  const recipe = { ...TINY_RECIPE, model: { name: 'resnet20', options: { shortcut: 'A' } } };
  const { record } = await trainRun(tinyRun(folder, { recipe, model: tinyNet() }));
  expect(record.model).toEqual({ name: 'tiny' });
});

test('the room that is asked for is that of a checkpoint, and a little more', async () => {
  for (const [optimizer, average] of [
    [{ type: 'sgd', momentum: 0 }, undefined],
    [
      { type: 'sgd', momentum: 0.9 },
      { type: 'ema', decay: 0.9 },
    ],
    [{ type: 'adamW' }, undefined],
    [{ type: 'lars' }, undefined],
  ] as const) {
    const folder = logFolder();
    const recipe = { ...TINY_RECIPE, optimizer, ...(average && { average }) };
    await trainRun(tinyRun(folder, { recipe }));
    const newest = join(folder, 'checkpoints', 'step-00000014');
    const size = (name: string): number => statSync(join(newest, name)).size;
    const values = (name: string): number => {
      const bytes = readFileSync(join(newest, name));
      return size(name) - 8 - Number(bytes.readBigUInt64LE(0));
    };
    const tensors = values('weights.safetensors') + values('optimizer.safetensors');
    const net = { trainableParams: 4 + 4 + 27, frozenParams: 4 };
    const counted = expectedCheckpointBytes(net, recipe) - (1 << 18);
    // Scalars of the optimizer and the averages are not counted.
    expect(tensors - counted).toBeGreaterThanOrEqual(0);
    expect(tensors - counted).toBeLessThanOrEqual(8);
  }
});
