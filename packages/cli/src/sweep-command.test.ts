import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Recipe } from '@skipjack/recipes';
import { metricsLog, runMachine, writeRunRecord } from '@skipjack/runs';
import type { RunOutcome, RunRecord } from '@skipjack/runs';
import { expect, onTestFinished, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';
import type { Services } from './services.ts';

type Trained = Awaited<ReturnType<Services['trainRecipe']>>;

/** Error that a run of the fake trainer comes to. */
const errorOf = ({ schedule, seed = 0 }: Recipe): number =>
  ('rate' in schedule ? schedule.rate : 0) + seed / 100;

const came = (error: number): Trained => {
  const result: Partial<Trained['result']> = { evaluations: [] };
  return { result, test: { loss: 1, error } } as Trained;
};

/** Writes what a run of one evaluation leaves behind. */
async function leaveRun(
  folder: string,
  recipe: Recipe,
  outcome: RunOutcome['status'],
  error?: string,
): Promise<void> {
  const json: unknown = JSON.parse(JSON.stringify(recipe));
  const record: RunRecord = {
    ...{ version: 1, recipe: json as RunRecord['recipe'], model: recipe.model, data: { name: 'mnist' } },
    ...{ steps: 10, versions: {}, machine: runMachine(), started: '2026-11-25T08:00:00.000Z' },
    outcome: {
      status: outcome,
      step: 10,
      ended: '2026-11-25T08:00:10.000Z',
      ...(error === undefined ? {} : { error }),
    },
  };
  await writeRunRecord({ folder, record });
  const log = await metricsLog({ folder });
  log.append({ step: 5, testError: errorOf(recipe) - 0.01, testLoss: 1 });
  log.append({ step: 10, testError: errorOf(recipe), testLoss: 1 });
  log.close();
}

interface Place {
  readonly folder: string;
  /** Names of the folders of the runs that were trained, in their order. */
  readonly trained: string[];
  readonly sweep: (argv: string[], services?: Partial<Services>) => Promise<{ code: number; io: CapturedIo }>;
}

async function place(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-sweep-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const trained: string[] = [];
  const trainRecipe: Services['trainRecipe'] = async ({ recipe, folder: run }) => {
    trained.push(basename(run));
    await leaveRun(run, recipe, 'finished');
    return came(errorOf(recipe));
  };
  const plan: unknown = {};
  return {
    folder,
    trained,
    async sweep(argv, services = {}) {
      const io = capturedIo({ workingDirectory: folder });
      const trainingPlan = async (): Promise<never> => plan as never;
      return {
        code: await runWith({
          ...{ argv: ['sweep', 'mnist-quick', ...argv], io },
          services: fakeServices({ trainingPlan, trainRecipe, ...services }),
        }),
        io,
      };
    },
  };
}

const GRID = ['--set', 'schedule.rate=0.1,0.05', '--set', 'optimizer.weightDecay=1e-4'];

test('every combination and seed is trained in a folder of its own, and compared', async () => {
  const { folder, trained, sweep } = await place();
  const { code, io } = await sweep([...GRID, '--seeds', '3']);
  expect(io.stderr.text).not.toContain('skipjack:');
  expect(code).toBe(0);
  const names = ['01-rate-0.1', '02-rate-0.05'].flatMap((start) =>
    [0, 1, 2].map((seed) => `${start}-weightDecay-0.0001-seed-${seed}`),
  );
  expect(trained).toEqual(names);
  expect((await readdir(join(folder, 'runs', 'sweep-mnist-quick-1'))).sort()).toEqual([
    ...names,
    'sweep.json',
  ]);
  expect(io.stdout.text.split('\n')).toEqual([
    '',
    'schedule.rate  optimizer.weightDecay  mean error  deviation  best error  runs',
    '-------------  ---------------------  ----------  ---------  ----------  ----',
    '         0.05                 0.0001      6.00 %  +- 1.00 %      4.00 %     3',
    '          0.1                 0.0001     11.00 %  +- 1.00 %      9.00 %     3',
    '',
    'Runs: runs/sweep-mnist-quick-1',
    '',
  ]);
});

test('a sweep that was stopped goes on, and what is finished is not repeated', async () => {
  const { folder, trained, sweep } = await place();
  const stopping: Services['trainRecipe'] = async ({ recipe, folder: run, signal }) => {
    if (trained.length === 1) {
      await leaveRun(run, recipe, 'stopped');
      stopped.io.signals.emit('SIGINT');
      throw signal?.reason;
    }
    trained.push(basename(run));
    await leaveRun(run, recipe, 'finished');
    return came(errorOf(recipe));
  };
  const stopped = { io: capturedIo({ workingDirectory: folder }) };
  const argv = ['sweep', 'mnist-quick', ...GRID, '--out', 'sweep'];
  const trainingPlan = async (): Promise<never> => ({}) as never;
  const services = fakeServices({ trainingPlan, trainRecipe: stopping });
  expect(await runWith({ argv, io: stopped.io, services })).toBe(130);
  expect(stopped.io.stdout.text).toMatch(/^ +0\.1 +0\.0001 +10\.00 % +- +9\.00 % +1$/m);
  expect(stopped.io.stdout.text).toMatch(/^ +0\.05 +0\.0001 +- +- +4\.00 % +0$/m);
  expect(stopped.io.stderr.text).toContain('To go on: the same command with --resume --out sweep');
  const { code, io } = await sweep([...GRID, '--out', 'sweep', '--resume']);
  expect(code).toBe(0);
  expect(trained).toEqual([
    '01-rate-0.1-weightDecay-0.0001-seed-0',
    '02-rate-0.05-weightDecay-0.0001-seed-0',
  ]);
  expect(io.stderr.text).toContain('01-rate-0.1-weightDecay-0.0001-seed-0 (1 of 2): is finished');
});

test('a run that diverges is a result, and any other error ends the sweep', async () => {
  const { sweep } = await place();
  const failing =
    (name: string): Services['trainRecipe'] =>
    async ({ recipe, folder: run }) => {
      if (errorOf(recipe) > 0.07) {
        await leaveRun(run, recipe, 'failed', 'training diverged');
        throw Object.assign(new Error('training diverged'), { name });
      }
      await leaveRun(run, recipe, 'finished');
      return came(0.05);
    };
  const { code, io } = await sweep([...GRID, '--json'], { trainRecipe: failing('DivergenceError') });
  expect(code).toBe(1);
  expect(io.stdout.lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { type: 'run', run: '01-rate-0.1-weightDecay-0.0001-seed-0', error: 'training diverged' },
    { type: 'run', run: '02-rate-0.05-weightDecay-0.0001-seed-0', error: 0.05 },
    {
      type: 'result',
      results: [
        { values: { 'schedule.rate': 0.1 }, errors: [], mean: null, failures: ['training diverged'] },
        { values: { 'schedule.rate': 0.05 }, errors: [0.05], mean: 0.05, std: null, failures: [] },
      ],
    },
  ]);
  const full = await sweep(GRID, { trainRecipe: failing('RunFolderError') });
  expect({ code: full.code, said: full.io.stderr.lines.at(-1) }).toEqual({
    ...{ code: 1, said: 'skipjack: training diverged' },
  });
});

test.each<[string[], string]>([
  [['--set', 'optimizer.weightDecy=1'], 'optimizer has no key "weightDecy"; did you mean "weightDecay"?'],
  [['--set', 'schedule.rate=-1'], 'schedule.rate must be'],
  [['--set', 'seed=1,2', '--seeds', '2'], '--seeds and --set seed both choose the seeds; give one of them.'],
  [['--set', 'batch=1', '--steps', '1', '--epochs', '1'], '--steps and --epochs both say how long to train'],
  [['--set', 'model.name=resnt20'], 'model.name="resnt20": There is no model "resnt20"'],
  [['--set', 'batch=1', '--resume'], '--resume needs the sweep to go on with; give its folder by --out.'],
  [
    ['--set', 'batch=1', '--resume', '--out', 'none'],
    'none is no folder of a sweep (sweep.json cannot be read)',
  ],
  [[], "required option '--set <key=values>' not specified"],
])('sweep %j is refused before anything starts', async (argv, message) => {
  const { folder, trained, sweep } = await place();
  const trainingPlan: Services['trainingPlan'] = async ({ recipe }) => {
    if (recipe.model.name !== 'resnet20') throw new RangeError(`There is no model "${recipe.model.name}"`);
    return {} as never;
  };
  const { code, io } = await sweep(argv, { trainingPlan });
  expect(io.stderr.text).toContain(message);
  expect({ code, lines: io.stderr.lines.length, out: io.stdout.text, trained }).toEqual({
    ...{ code: 2, lines: 1, out: '', trained: [] },
  });
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});

test('another sweep is not gone on with', async () => {
  const { sweep } = await place();
  await sweep([...GRID, '--out', 'sweep']);
  const { code, io } = await sweep([...GRID, '--seeds', '2', '--out', 'sweep', '--resume']);
  expect({ code, said: io.stderr.text }).toEqual({
    code: 2,
    said: 'skipjack: The sweep in sweep is another one: its seeds is 1, and now 2; give what it was, or leave --resume out.\n',
  });
});
