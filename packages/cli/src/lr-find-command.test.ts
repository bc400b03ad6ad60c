import type { FindRateOptions } from '@skipjack/experiments';
import type { RateRangeResult } from '@skipjack/recipes';
import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { rateText } from './rate-text.ts';
import { runWith } from './run.ts';

const FOUND: RateRangeResult = {
  points: Array.from({ length: 41 }, (_, at) => ({
    ...{ step: at + 1, rate: 1e-4 * 10 ** (at / 10), loss: 2 - at / 40, smoothed: 2.1 - at / 40 },
  })),
  ...{ diverged: true, suggested: 0.0631, lowest: 0.5 },
};

async function lrFind(
  argv: string[],
  found: RateRangeResult = FOUND,
): Promise<{ code: number; io: CapturedIo; asked: FindRateOptions | undefined }> {
  const io = capturedIo();
  let asked: FindRateOptions | undefined;
  const services = fakeServices({
    findRate: async (options) => {
      asked = options;
      for (const point of found.points) options.onStep?.(point);
      return found;
    },
  });
  return { code: await runWith({ argv: ['lr-find', ...argv], io, services }), io, asked };
}

test('a small table and a suggestion', async () => {
  const { code, io, asked } = await lrFind(['mnist-quick']);
  expect(code).toBe(0);
  expect(asked).toMatchObject({
    recipe: { name: 'mnist-quick' },
    data: 'mnist',
    from: 1e-5,
    to: 1,
    steps: 100,
  });
  const lines = io.stdout.text.split('\n');
  expect(lines[0]).toMatch(/^ +rate +step +loss +smoothed$/);
  expect(lines[2]).toMatch(/^ +1e-4 +1 +2\.0000 +2\.1000$/);
  expect(lines[13]).toMatch(/^ +1 +41 +1\.0000 +1\.1000$/);
  expect(lines.slice(14)).toEqual([
    '',
    'Suggested rate: 0.063, where the loss falls most steeply; it is lowest at 0.5.',
    'It ended at the rate 1, as the loss grew.',
    'The recipe mnist-quick trains with 0.2 oneCycle.',
    '',
  ]);
});

test('what is asked for is passed on', async () => {
  const flags = [
    '--data',
    'folder:pets',
    '--model',
    'resnet32',
    '--batch',
    '16',
    '--from',
    '1e-3',
    '--to',
    '10',
    '--steps',
    '50',
  ];
  const { asked } = await lrFind(['mnist-quick', ...flags]);
  expect(asked).toMatchObject({
    recipe: { data: { name: 'folder' }, model: { name: 'resnet32' }, batch: 16 },
    ...{ data: 'folder:/nowhere/pets', from: 1e-3, to: 10, steps: 50 },
  });
});

test('JSON, and a drawing, with the suggestion beside them', async () => {
  const json = await lrFind(['mnist-quick', '--json']);
  expect(JSON.parse(json.io.stdout.text)).toEqual({ recipe: 'mnist-quick', ...FOUND });
  const { io } = await lrFind(['mnist-quick', '--svg']);
  expect(io.stdout.text).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  expect(io.stdout.text).toContain('suggested 0.063');
  expect(io.stdout.text).not.toContain('NaN');
  expect(io.stderr.text).toMatch(/^Suggested rate: 0\.063/);
});

test('a loss that does not fall is said, with the exit code 1', async () => {
  const none: RateRangeResult = { points: [], diverged: true, suggested: undefined, lowest: undefined };
  const { code, io } = await lrFind(['mnist-quick'], none);
  expect(code).toBe(1);
  expect(io.stdout.text).toContain(
    'The loss does not fall in this range; give a higher --to, a lower --from, or more --steps.',
  );
});

test('rates are written with two digits', () => {
  expect([0.0831, 1.26e-5, 1, 12.3, 0.001].map(rateText)).toEqual(['0.083', '1.3e-5', '1', '12', '0.001']);
});

test.each<[string[], string]>([
  [['mnist-quik'], 'Unknown recipe "mnist-quik": did you mean mnist-quick?'],
  [['mnist-quick', '--from', '2'], '--from must be below --to, 1; got 2.'],
  [['mnist-quick', '--steps', '5'], '--steps must be a whole number of at least 10; got "5".'],
  [['mnist-quick', '--json', '--svg'], '--json and --svg are different outputs; give one of them.'],
  [['resnet-imagenet'], 'The recipe resnet-imagenet needs the path of its data; give --data imagenet:/path.'],
])('lr-find %j is refused', async (argv, message) => {
  const { code, io, asked } = await lrFind(argv);
  expect(io.stderr.text).toContain(message);
  expect({ code, asked, lines: io.stderr.lines.length, out: io.stdout.text }).toEqual({
    ...{ code: 2, asked: undefined, lines: 1, out: '' },
  });
});
