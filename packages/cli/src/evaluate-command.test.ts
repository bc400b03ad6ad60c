import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluatedRun, EvaluateRunOptions } from '@skipjack/experiments';
import { expect, onTestFinished, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { confusionChart } from './confusion-chart.ts';
import { runWith } from './run.ts';

const RUN: EvaluatedRun = {
  ...{ folder: '/nowhere/run', recipe: 'mnist-quick', model: 'resnet20', step: 1234, kind: 'best' },
  ...{ averages: true, data: 'pets', crops: 'flip', batchNormSamples: 0 },
  recorded: { loss: 0.25, error: 0.1 },
  classNames: ['cat', 'dog'],
  result: {
    ...{ loss: 0.25, error: 0.1, correct: 9, count: 10, top5Error: 0 },
    perClass: [
      { label: 0, name: 'cat', count: 4, correct: 4, error: 0 },
      { label: 1, name: 'dog', count: 6, correct: 5, error: 1 / 6 },
    ],
    confusion: [
      [4, 0],
      [1, 5],
    ],
  },
};

interface Outcome {
  readonly code: number;
  readonly io: CapturedIo;
  readonly asked: EvaluateRunOptions | undefined;
}

async function evaluate(
  argv: string[],
  run: EvaluatedRun = RUN,
  workingDirectory = '/nowhere',
): Promise<Outcome> {
  const io = capturedIo({ workingDirectory });
  let asked: EvaluateRunOptions | undefined;
  const services = fakeServices({
    evaluateRun: async (options) => {
      asked = options;
      return run;
    },
  });
  return { code: await runWith({ argv: ['evaluate', ...argv], io, services }), io, asked };
}

test('loss, errors with exact counts, classes and confusion', async () => {
  const { code, io, asked } = await evaluate(['run']);
  expect(code).toBe(0);
  expect(asked).toMatchObject({ path: '/nowhere/run', kind: undefined, averages: 'auto', data: undefined });
  expect(io.stdout.text.split('\n')).toEqual([
    'resnet20, mnist-quick, step 1,234: the best checkpoint, averages of the weights, crops flip',
    '10 test images of pets',
    '',
    'loss         0.2500',
    'top-1 error  10.00 % (1 wrong)',
    'top-5 error  0.00 % (0 wrong)',
    'The run itself measured 10.00 % there, loss 0.2500.',
    '',
    'class  images  right    error',
    '-----  ------  -----  -------',
    'cat         4      4   0.00 %',
    'dog         6      5  16.67 %',
    '',
    'is, by what it is taken for  cat  dog',
    '---------------------------  ---  ---',
    'cat                            4',
    'dog                            1    5',
    '',
  ]);
});

test('what is asked for is passed on, with absolute paths', async () => {
  const flags = ['--best', '--no-averages', '--data', 'folder:pets', '--crops', 'ten', '--batch', '8'];
  expect((await evaluate(['run', ...flags])).asked).toMatchObject({
    ...{ path: '/nowhere/run', kind: 'best', averages: false, data: 'folder:/nowhere/pets', crops: 'ten' },
    batch: 8,
  });
  expect((await evaluate(['run', '--last', '--averages'])).asked).toMatchObject({
    kind: 'last',
    averages: true,
  });
  expect((await evaluate(['run', '--data', 'synthetic:8x8x1'])).asked?.data).toBe('synthetic:8x8x1');
});

test('JSON, and no confusion matrix of many classes as a table', async () => {
  expect(JSON.parse((await evaluate(['run', '--json'])).io.stdout.text)).toEqual(RUN);
  const classNames = Array.from({ length: 21 }, (_, at) => `class ${at}`);
  const { io } = await evaluate(['run'], { ...RUN, classNames, batchNormSamples: 1024, recorded: undefined });
  expect(io.stdout.text).not.toContain('taken for');
  expect(io.stdout.text).not.toContain('The run itself');
  expect(io.stdout.text).toContain('batch norm measured on 1,024 training images');
});

test('the confusion matrix as a drawing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skipjack-evaluate-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { io } = await evaluate(['run', '--svg', 'matrix.svg'], RUN, folder);
  expect(io.stdout.text).toBe('matrix.svg\n');
  const svg = await readFile(join(folder, 'matrix.svg'), 'utf8');
  expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  expect(
    [...svg.matchAll(/class="(right|wrong)" fill-opacity="([\d.]+)"/g)].map(([, kind, share]) => [
      kind,
      share,
    ]),
  ).toEqual([
    ['right', '1.000'],
    ['wrong', Math.sqrt(1 / 6).toFixed(3)],
    ['right', Math.sqrt(5 / 6).toFixed(3)],
  ]);
  expect([...svg.matchAll(/>(\d+)<\/text>/g)].map(([, count]) => count)).toEqual(['4', '1', '5']);
});

test('a matrix of a thousand classes has no names and fits a screen; names are escaped', () => {
  const size = 300;
  const counts = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_each, column) => Number(row === column)),
  );
  const classNames = counts.map((_, at) => `n${at}`);
  const svg = confusionChart({ title: 'A < B', classNames, counts });
  expect(svg).not.toContain('>n5<');
  expect(svg).toContain('A &lt; B');
  const [, width] = /width="(\d+)"/.exec(svg) ?? [];
  expect(Number(width)).toBeLessThan(900);
  expect(confusionChart({ title: '', classNames: ['a&b'], counts: [[0]] })).toContain('a&amp;b');
});

test.each<[string[], string]>([
  [['run', '--best', '--last'], '--best and --last are different checkpoints; give one of them.'],
  [['run', '--json', '--svg'], '--json and --svg are different outputs; give one of them.'],
  [['run', '--crops', 'nine'], "option '--crops <name>' argument 'nine' is invalid"],
  [['run', '--batch', '0'], '--batch must be a whole number of at least 1; got "0".'],
  [[], "missing required argument 'run'"],
])('evaluate %j is refused', async (argv, message) => {
  const { code, io, asked } = await evaluate(argv);
  expect(io.stderr.text).toContain(message);
  expect({ code, asked, lines: io.stderr.lines.length, out: io.stdout.text }).toEqual({
    ...{ code: 2, asked: undefined, lines: 1, out: '' },
  });
});
