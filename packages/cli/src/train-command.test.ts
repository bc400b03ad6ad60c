import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainedRecipe, TrainingPlan, TrainRecipeOptions } from '@skipjack/experiments';
import { recipeNamed } from '@skipjack/recipes';
import type { EvaluationReport, StepReport } from '@skipjack/recipes';
import { runMachine, writeRunRecord } from '@skipjack/runs';
import type { RunRecord } from '@skipjack/runs';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Capture, capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';
import type { Services } from './services.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skipjack-train-'));
  const made = folder;
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
});

const STEP: StepReport = {
  ...{ step: 5, steps: 10, epoch: 0, loss: 0.5, error: 0.25, rate: 0.1 },
  ...{ images: 640, seconds: 2, imagesPerSecond: 320 },
};
const EVALUATION: EvaluationReport = {
  ...{ step: 10, epochs: 1, loss: 0.4, error: 0.004, trainLoss: 0.3, trainError: 0.01, best: true },
};

const recordOf = (
  options: Pick<TrainRecipeOptions, 'recipe'>,
  started = '2026-01-01T00:00:00.000Z',
): RunRecord => ({
  version: 1,
  recipe: JSON.parse(JSON.stringify(options.recipe)) as RunRecord['recipe'],
  model: options.recipe.model,
  data: { name: options.recipe.data.name },
  steps: 10,
  versions: {},
  machine: runMachine(),
  started,
});

/** A training that tells of a start, a step and an evaluation. */
async function finish(options: TrainRecipeOptions): Promise<TrainedRecipe> {
  const source = { length: 1000, batch: () => new Error('not called'), fingerprint: '', classNames: [] };
  const data = { name: 'mnist', train: source, validation: source, heldOut: false };
  const length = { steps: 10, stepsPerEpoch: 10, epochs: 1 };
  options.onStart?.({ model: 'resnet20', params: 1234, data: data as never, length });
  await options.onStep?.(STEP);
  await options.onEvaluation?.(EVALUATION);
  return {
    folder: options.folder,
    report: join(options.folder, 'report.html'),
    checkpoints: join(options.folder, 'checkpoints'),
    record: recordOf(options),
    result: {
      ...{ steps: 10, epochs: 1, loss: 0.5, images: 1280, seconds: 4, imagesPerSecond: 320, resumedFrom: 0 },
      ...{ best: { step: 10, error: 0.004 }, evaluations: [EVALUATION], skipped: [], compiled: true },
    },
    heldOut: false,
    test: { loss: 0.4, error: 0.004 },
  };
}

interface Outcome {
  readonly code: number;
  readonly io: CapturedIo;
  readonly requests: TrainRecipeOptions[];
}

async function train(
  line: string,
  services: Partial<Services> = {},
  io: CapturedIo = capturedIo({ workingDirectory: folder }),
): Promise<Outcome> {
  const requests: TrainRecipeOptions[] = [];
  const { trainRecipe = finish } = services;
  const code = await runWith({
    argv: ['train', ...line.split(' ').filter((word) => word !== '')],
    io,
    services: fakeServices({
      ...services,
      trainRecipe: async (options) => {
        requests.push(options);
        return await trainRecipe(options);
      },
    }),
  });
  return { code, io, requests };
}

/** A folder with the record of a run. */
async function former(name: string, recipe = recipeNamed('mnist-quick'), started?: string): Promise<string> {
  const path = join(folder, name);
  await writeRunRecord({ folder: path, record: recordOf({ recipe }, started) });
  return path;
}

test('a recipe by its name, in the first free folder, with lines and a table', async () => {
  const { code, io, requests } = await train('mnist-quick');
  expect(code).toBe(0);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    recipe: recipeNamed('mnist-quick'),
    data: 'mnist',
    folder: join(folder, 'runs/mnist-quick-1'),
    versions: { tensorflow: '2.21.0', skipjack: expect.stringMatching(/^\d/) as string },
  });
  expect(requests[0]).not.toHaveProperty('resume');
  expect(io.stderr.lines).toEqual([
    'resnet20 (1,234 parameters) on mnist: 1,000 images, 10 steps',
    expect.stringMatching(
      /^step 5\/10, loss 0\.5000, rate 0\.1, 320 images\/s, - left, [\d.]+ [MG]B memory$/,
    ),
    'after 10 steps: test error 0.40 % (best), training error 1.00 %',
  ]);
  expect(io.stdout.text).toContain('10 steps in 4 s of training, 320 images/s.\n');
  expect(io.stdout.text).toContain('Report: runs/mnist-quick-1/report.html\n');
});

test.each([
  [0.004, 'yes'],
  [0.002, 'better'],
  [0.02, 'no'],
])('a test error of %d in a band from 0.3 to 0.5 %%: %s', async (error, word) => {
  const expected = { metric: 'testError', low: 0.003, high: 0.005, source: 'a test' } as const;
  writeFileSync(join(folder, 'own.json'), JSON.stringify({ ...recipeNamed('mnist-quick'), expected }));
  const { io } = await train('own.json', {
    trainRecipe: async (options) => ({ ...(await finish(options)), test: { loss: 1, error } }),
  });
  expect(io.stdout.lines[2]).toMatch(new RegExp(`0\\.30 to 0\\.50 %\\s+${word}$`));
});

test('options change the recipe that is trained and recorded', async () => {
  const { requests } = await train(
    'mnist-quick --model resnet56 --seed 3 --steps 40 --batch 16 --precision bfloat16 --patience 2 --on-nan skip --checkpoint-every 5 --data fashion-mnist:sets --out mine',
  );
  expect(requests[0]).toMatchObject({
    recipe: {
      name: 'mnist-quick',
      model: { name: 'resnet56' },
      data: { name: 'fashion-mnist', normalise: 'channels' },
      ...{ seed: 3, length: { steps: 40 }, batch: 16, precision: 'bfloat16', earlyStop: { patience: 2 } },
    },
    data: `fashion-mnist:${join(folder, 'sets')}`,
    ...{ onNotFinite: 'skip', checkpointEvery: 5, folder: join(folder, 'mine') },
  });
});

test('--download fetches what is missing before the training', async () => {
  const order: string[] = [];
  await train('fashion-mnist-quick --download --data-root sets', {
    downloadPublished: async ({ set, root, onProgress }) => {
      order.push(`${typeof set === 'string' ? set : set.name} ${root ?? ''}`);
      onProgress?.({ file: 'images.gz', receivedBytes: 1, totalBytes: 4 });
      return [];
    },
    trainRecipe: async (options) => {
      order.push(String(options.data));
      return await finish(options);
    },
  });
  const root = join(folder, 'sets');
  expect(order).toEqual([`fashion-mnist ${root}`, `fashion-mnist:${root}`]);
});

test('--json prints one object a line, the last the result', async () => {
  const { io } = await train('mnist-quick --json');
  expect(io.stderr.text).toBe('');
  const lines = io.stdout.lines.map((line) => JSON.parse(line) as { readonly type: string });
  expect(lines.map(({ type }) => type)).toEqual(['start', 'step', 'evaluation', 'result']);
  expect(lines[0]).toMatchObject({ model: 'resnet20', steps: 10, trainImages: 1000 });
  expect(lines[3]).toMatchObject({ test: { error: 0.004 }, result: { steps: 10 } });
});

test('on a terminal there is a bar', async () => {
  const stderr = new Capture(true);
  await train('mnist-quick', {}, capturedIo({ workingDirectory: folder, stderr }));
  expect(stderr.text).toContain('5/10 | 320 images/s | loss 0.5000 | rate 0.1');
});

test('--dry-run says what would be done and leaves everything as it is', async () => {
  const plan: TrainingPlan = {
    ...{ model: 'resnet20', params: 269_434, macs: 30_821_248, data: 'mnist', trainImages: 60_000 },
    ...{
      validationImages: 10_000,
      imageShape: [28, 28, 1],
      classes: 10,
      batch: 128,
      followsEvaluations: false,
    },
    length: { steps: 936, stepsPerEpoch: 468, epochs: 2 },
    rates: { first: 0.008, highest: 0.2, last: 8e-7 },
    ...{ checkpointBytes: 2.4e6, diskBytes: 9.6e6, memoryBytes: 5.5e8 },
  };
  const trainingPlan = async (): Promise<TrainingPlan> => plan;
  const { code, io, requests } = await train('mnist-quick --dry-run --out mine', { trainingPlan });
  expect({ code, requests }).toEqual({ code: 0, requests: [] });
  for (const words of [
    '269,434 parameters',
    '936, 2 epochs of 468',
    '0.008 to 0.2 to 8e-7',
    '9.6 MB',
    '550.0 MB',
  ])
    expect(io.stdout.text).toContain(words);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const)('%s stops the training, says how to go on, and exits with %i', async (name, expected) => {
  const io = capturedIo({ workingDirectory: folder });
  const trainRecipe: Services['trainRecipe'] = async (options) => {
    await finish(options);
    mkdirSync(options.folder, { recursive: true });
    writeFileSync(join(options.folder, 'run.json'), '{}');
    io.signals.emit(name);
    throw options.signal?.reason;
  };
  const { code } = await train('mnist-quick --backend wasm --on-nan skip', { trainRecipe }, io);
  expect(code).toBe(expected);
  expect(io.stderr.lines.slice(-2)).toEqual([
    'skipjack: stopping after this step; the state will be saved; again after a second stops at once.',
    'To go on: skipjack train --resume --out runs/mnist-quick-1 --backend wasm --on-nan skip',
  ]);
});

test('a failure is told with how to go on, and what had not begun leaves no folder', async () => {
  const begun = await train('mnist-quick', {
    trainRecipe: async (options) => {
      await finish(options);
      throw new Error('the disk is full.');
    },
  });
  expect(begun.code).toBe(1);
  expect(begun.io.stderr.lines.slice(-2)).toEqual([
    'To go on: skipjack train --resume --out runs/mnist-quick-1',
    'skipjack: the disk is full.',
  ]);
  const refused = await train('mnist-quick --out other', {
    trainRecipe: async (options) => {
      mkdirSync(join(options.folder, 'checkpoints'));
      throw new Error('no data.');
    },
  });
  expect(refused.io.stderr.text).toBe('skipjack: no data.\n');
  expect(existsSync(join(folder, 'other'))).toBe(false);
});

test('--resume goes on with what was recorded, with nothing else to give', async () => {
  const recipe = { ...recipeNamed('mnist-quick'), batch: 32 };
  const path = await former('mine', recipe);
  const { code, requests } = await train('--resume --out mine');
  expect(code).toBe(0);
  expect(requests[0]).toMatchObject({ folder: path, resume: true, recipe: { batch: 32 } });
  const forced = await train('--resume --out mine --batch 64 --force');
  expect(forced.requests[0]).toMatchObject({ resume: 'force', recipe: { batch: 64 } });
});

test('--resume alone takes the run that was started last, whatever its recipe', async () => {
  await former('runs/vgg-1', recipeNamed('vgg'), '2026-01-01T00:00:00.000Z');
  const path = await former('runs/mnist-quick-1', recipeNamed('mnist-quick'), '2026-01-02T00:00:00.000Z');
  const { requests } = await train('--resume');
  expect(requests[0]).toMatchObject({ folder: path, resume: true });
});

test('--resume with a recipe takes its run that was started last', async () => {
  const recipe = recipeNamed('mnist-quick');
  await former('runs/mnist-quick-9', recipe, '2026-01-01T00:00:00.000Z');
  const path = await former('runs/mnist-quick-10', recipe, '2026-01-02T00:00:00.000Z');
  await former('runs/vgg-1', recipeNamed('vgg'), '2026-01-03T00:00:00.000Z');
  const { requests } = await train('mnist-quick --resume');
  expect(requests[0]).toMatchObject({ folder: path, resume: true });
});

test('--resume begins anew where a run was killed before its record was written', async () => {
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine', 'run.lock'), '');
  const { requests } = await train('mnist-quick --resume --out mine');
  expect(requests[0]).toMatchObject({ folder: join(folder, 'mine'), resume: true });
});

test.each([
  ['', 'The recipe is missing: write `skipjack train <recipe>`; `skipjack recipes` lists them.'],
  ['mnist-quik', 'Unknown recipe "mnist-quik": did you mean mnist-quick?'],
  ['mnist-quick --steps 3 --epochs 2', '--steps and --epochs both say how long to train'],
  ['mnist-quick --force', 'give --resume with it'],
  ['mnist-quick --dry-run --resume', 'leave --resume out'],
  ['mnist-quick --dry-run --download', 'leave --download out'],
  ['mnist-quick --model resnet21', 'There is no model "resnet21": did you mean resnet20?'],
  ['mnist-quick --start x', 'has no use for those in x'],
  ['mnist-quick --data mnist:/x --data-root /y', 'give one of them'],
  ['resnet-imagenet', 'The recipe resnet-imagenet needs the path of its data; give --data imagenet:/path.'],
  [
    '--resume',
    'There is no run in runs to go on with; leave --resume out, or give the folder of one by --out.',
  ],
  ['mnist-quick --resume', 'There is no run of mnist-quick in runs to go on with'],
  ['--resume --out used', 'has no run that says its recipe; name the recipe too'],
  ['mnist-quick --resume --out used', 'used has files in it (notes.txt) and no run'],
  ['mnist-quick --out used', 'already has files in it'],
  ['mnist-quick --out run', 'run has a run in it already; go on with that one (--resume)'],
  ['mnist-quick --batch 0', '--batch must be a whole number of at least 1'],
  ['mnist-quick --on-nan cry', 'Allowed choices are stop, skip, rollback'],
])('train %s is wrong usage', async (line, message) => {
  mkdirSync(join(folder, 'used'));
  writeFileSync(join(folder, 'used', 'notes.txt'), '');
  await former('run');
  const { code, io, requests } = await train(line, {
    prepareEngine: async () => {
      throw new Error('The engine was loaded.');
    },
  });
  expect(io.stderr.text).toContain(message);
  expect({ code, requests }).toEqual({ code: 2, requests: [] });
  expect(readdirSync(folder).sort()).toEqual(['run', 'used']);
});
