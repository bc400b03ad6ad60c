import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recipeNamed } from '@skipjack/recipes';
import { lockRunFolder, metricsLog, writeRunRecord } from '@skipjack/runs';
import type { MetricsRecord, RunRecord } from '@skipjack/runs';
import { expect, onTestFinished, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';

const recipe = recipeNamed('mnist-quick');
const json = (value: unknown): RunRecord['recipe'] =>
  JSON.parse(JSON.stringify(value)) as RunRecord['recipe'];

const RUN: RunRecord = {
  version: 1,
  recipe: json(recipe),
  model: { name: 'resnet20' },
  data: { name: 'mnist', fingerprint: 'abc' },
  steps: 936,
  versions: { backend: 'tensorflow' },
  machine: { cpu: 'Some CPU', cores: 2, memoryGiB: 8, platform: 'linux x64', node: '20.20.2' },
  started: '2026-11-25T08:00:00.000Z',
  outcome: { status: 'finished', step: 936, ended: '2026-11-25T08:03:05.000Z' },
};

const STEPS: readonly MetricsRecord[] = [
  { step: 1, loss: 2.3, error: 0.9 },
  { step: 2, loss: 2.1, error: 0.7 },
];

async function makeRun(
  folder: string,
  changes: Partial<RunRecord> = {},
  metrics: readonly MetricsRecord[] = [],
): Promise<void> {
  await writeRunRecord({ folder, record: { ...RUN, ...changes } });
  const log = await metricsLog({ folder });
  for (const record of metrics) log.append(record);
  log.close();
}

async function place(): Promise<{
  folder: string;
  runs: (...argv: string[]) => Promise<{ code: number; io: CapturedIo }>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-runs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return {
    folder,
    async runs(...argv) {
      const io = capturedIo({ workingDirectory: folder });
      return { code: await runWith({ argv: ['runs', ...argv], io, services: fakeServices() }), io };
    },
  };
}

const evaluation = (step: number, testError: number): MetricsRecord => ({
  ...{ step, testLoss: testError * 3, testError, trainLoss: 0.5, trainError: 0.25 },
});

/** Two runs, of which the second has another rate and is not at its end. */
async function twoRuns(folder: string): Promise<void> {
  await makeRun(join(folder, 'runs', 'a'), {}, [...STEPS, evaluation(468, 0.02), evaluation(936, 0.03)]);
  const { outcome: _, ...killed } = RUN;
  const record = {
    ...killed,
    recipe: json({ ...recipe, batch: 64, schedule: { ...recipe.schedule, rate: 0.1 } }),
  };
  const b = join(folder, 'runs', 'b');
  await writeRunRecord({ folder: b, record });
  const log = await metricsLog({ folder: b });
  for (const each of [...STEPS, evaluation(400, 0.5)]) log.append(each);
  log.close();
}

test('a table of the runs in a folder', async () => {
  const { folder, runs } = await place();
  await twoRuns(folder);
  const { code, io } = await runs();
  expect(code).toBe(0);
  const lines = io.stdout.text.split('\n');
  expect(lines[0]).toMatch(/^run +status +recipe +net +data +steps +best error +last error +time +size$/);
  expect(lines[2]).toMatch(
    /^a +finished +mnist-quick +resnet20 +mnist +936 +2\.00 % +3\.00 % +3 min 05 s +\d\.\d kB$/,
  );
  expect(lines[3]).toMatch(/^b +crashed +mnist-quick +resnet20 +mnist +400 of 936 +50\.00 % +50\.00 % /);
  expect(io.stdout.text).toContain('A crashed run goes on by `skipjack train --resume`');
});

test('a run that goes on, one that has no evaluation yet, and one that cannot be read', async () => {
  const { folder, runs } = await place();
  const started = new Date(Date.now() - 61_000).toISOString();
  const { outcome: _, ...open } = { ...RUN, started };
  await writeRunRecord({ folder: join(folder, 'here', 'running'), record: open });
  const lock = await lockRunFolder({ folder: join(folder, 'here', 'running') });
  await mkdir(join(folder, 'here', 'broken'));
  await writeFile(join(folder, 'here', 'broken', 'run.json'), '{');
  const { io } = await runs('here');
  lock.release();
  expect(io.stdout.text).toMatch(/^running +running +.* 0 of 936 +- +- +1 min 0\d s /m);
  expect(io.stdout.text).toMatch(/^broken +damaged +- +- +- +0 +- +- +- +1 B$/m);
  expect(io.stdout.text).toMatch(/\nCannot read .*run\.json: .*\n$/);
  const { io: asJson } = await runs('here', '--json');
  expect(JSON.parse(asJson.stdout.text)).toMatchObject([
    { name: 'broken', status: 'damaged', seconds: null, bytes: 1 },
    { name: 'running', status: 'crashed', record: { recipe: { name: 'mnist-quick' } } },
  ]);
});

test('a folder without runs, and one that is not there', async () => {
  const { folder, runs } = await place();
  expect((await runs('.')).io.stdout.text).toBe('There are no runs in ..\n');
  const { code, io } = await runs();
  expect({ code, said: io.stderr.text }).toEqual({
    code: 2,
    said: 'skipjack: There is no folder runs here; name one with runs in it, or make one by `skipjack train <recipe>`.\n',
  });
  await makeRun(join(folder, 'one'));
  expect((await runs('one')).io.stdout.text).toMatch(/^one +finished /m);
});

test('two runs are compared by recipe and result', async () => {
  const { folder, runs } = await place();
  await twoRuns(folder);
  const { code, io } = await runs('compare', 'runs/a', 'runs/b');
  expect(code).toBe(0);
  const { text } = io.stdout;
  expect(text).toMatch(/^differs +runs\/a +runs\/b$/m);
  expect(text).toMatch(/^batch +128 +64$/m);
  expect(text).toMatch(/^schedule\.rate +0\.2 +0\.1$/m);
  expect(text).not.toMatch(/^(optimizer|name|machine)/m);
  expect(text).toMatch(/^status +finished +crashed$/m);
  expect(text).toMatch(/^steps +936 +400 of 936$/m);
  expect(text).toMatch(/^best test error +2\.00 % +50\.00 %$/m);
  expect(text).toMatch(/^ {2}at step +468 +400$/m);
  expect(text).toMatch(/^last test error +3\.00 % +50\.00 %$/m);
  expect(text).toMatch(/^last test loss +0\.0900 +1\.5000$/m);
  expect(text).toMatch(/^training error before it +25\.00 % +25\.00 %$/m);
});

test('two runs are compared as JSON', async () => {
  const { folder, runs } = await place();
  await twoRuns(folder);
  const { io } = await runs('compare', 'runs/a', 'runs/b', '--json');
  expect(JSON.parse(io.stdout.text)).toMatchObject({
    runs: [
      { name: 'runs/a', status: 'finished', bestError: 0.02, bestStep: 468, testLoss: 0.09, seconds: 185 },
      { name: 'runs/b', status: 'crashed', bestError: 0.5, bestStep: 400 },
    ],
    differences: [
      { path: 'batch', before: 128, after: 64 },
      { path: 'schedule.rate', before: 0.2, after: 0.1 },
    ],
  });
});

test('net, data, versions and machine are compared too, each once', async () => {
  const { folder, runs } = await place();
  await makeRun(join(folder, 'a'));
  await makeRun(join(folder, 'b'));
  const same = await runs('compare', 'a', 'b');
  expect(same.io.stdout.text).toMatch(/^Recipe, net, data, machine and versions are the same\.\n/);
  await makeRun(join(folder, 'b'), {
    recipe: json({ ...recipe, model: { name: 'resnet32' } }),
    ...{ model: { name: 'resnet32' }, data: { name: 'mnist', fingerprint: 'def' } },
    ...{ versions: { backend: 'cpu' }, machine: { ...RUN.machine, cores: 64 } },
  });
  const { io } = await runs('compare', 'a', 'b');
  const [table = ''] = io.stdout.text.split('\n\n');
  expect(table.split('\n').slice(2)).toEqual([
    'model.name        resnet20    resnet32',
    'data.fingerprint  abc         def',
    'machine.cores     2           64',
    'versions.backend  tensorflow  cpu',
  ]);
});

test('the curves of both runs in one drawing', async () => {
  const { folder, runs } = await place();
  await twoRuns(folder);
  // So many steps that neighbours are averaged.
  const many = Array.from({ length: 999 }, (_, at) => ({ step: at + 1, error: (at % 2) * 0.5 }));
  await makeRun(join(folder, 'runs', 'a'), {}, [...many, evaluation(936, 0.03)]);
  const { io } = await runs('compare', 'runs/a', 'runs/b', '--svg');
  expect(io.stdout.text).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  for (const name of ['runs/a', 'runs/b']) expect(io.stdout.text).toContain(name);
  expect(io.stdout.text).not.toContain('NaN');
  const { io: file } = await runs('compare', 'runs/a', 'runs/b', '--svg', 'curves.svg');
  expect(file.stdout.text).toBe('curves.svg\n');
  expect(await readFile(join(folder, 'curves.svg'), 'utf8')).toMatch(/^<svg/);
});

test.each<[string[], string]>([
  [['compare', 'a', 'none'], 'none: '],
  [
    ['compare', '.', 'a'],
    '. is no folder of a run, as it has no run.json; name one that `skipjack runs` lists.',
  ],
  [['compare', 'a', 'broken'], 'run.json: '],
  [['compare', 'a', 'a', '--svg', '--json'], '--json and --svg are different outputs; give one of them.'],
  [['compare', 'a'], "missing required argument 'b'"],
])('runs %j is refused', async (argv, message) => {
  const { folder, runs } = await place();
  await makeRun(join(folder, 'a'));
  await mkdir(join(folder, 'broken'));
  await writeFile(join(folder, 'broken', 'run.json'), '{');
  const { code, io } = await runs(...argv);
  expect(io.stderr.text).toContain(message);
  expect({ code, lines: io.stderr.lines.length, out: io.stdout.text }).toEqual({
    code: 2,
    lines: 1,
    out: '',
  });
});
