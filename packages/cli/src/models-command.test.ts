import { listModels as listAll, modelCard } from '@skipjack/models';
import type { ModelName } from '@skipjack/models';
import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { look } from '../test/look-services.ts';
import { runWith } from './run.ts';

const NAMES: readonly ModelName[] = ['plain20', 'resnet20', 'resnet50'];
const listModels = async (pattern = ''): Promise<ModelName[]> =>
  NAMES.filter((name) => name.startsWith(pattern.replace('*', '')));

async function models(...argv: string[]): Promise<{ code: number; io: CapturedIo }> {
  const io = capturedIo();
  const code = await runWith({
    argv: ['models', ...argv],
    io,
    services: fakeServices({ listModels, modelCard: async (name) => modelCard(name) }),
  });
  return { code, io };
}

test('a table of all nets, with their sizes, and which other depths there are', async () => {
  const { code, io } = await models();
  expect(code).toBe(0);
  expect(io.stdout.text.split('\n')).toEqual([
    'net       parameters  multiply-adds          input  stages  top-1 error   top-5',
    '--------  ----------  -------------  -------------  ------  -----------  ------',
    'plain20      269,722           41 M    32 x 32 x 3       3',
    'resnet20     269,722           41 M    32 x 32 x 3       3       8.75 %',
    'resnet50  25,557,032        3,858 M  224 x 224 x 3       4      22.85 %  6.71 %',
    '',
    'Errors are of one publication of the net as listed, the first in --json, which has all of them and how each was measured.',
    'plain and resnet of any other depth 6n + 2 work in the experiment too, such as',
    '  skipjack reproduce degradation --nets plain14,resnet14',
    '',
  ]);
});

test('top-1 and top-5 of a row are of one published entry', async () => {
  const { io } = await look(['models']);
  for (const name of listAll()) {
    const row = io.stdout.text.split('\n').find((line) => line.startsWith(`${name} `)) ?? '';
    const shown = [...row.matchAll(/(\d+\.\d\d) %/g)].map(([, error]) => error);
    const errors = modelCard(name).published.map(({ top1, top5 }) =>
      [top1, top5].flatMap((error) => (error === undefined ? [] : (error * 100).toFixed(2))),
    );
    expect(shown, name).toEqual(errors[0] ?? []);
  }
  expect(io.stdout.text).toMatch(/^resnet34 .* 24\.52 % +7\.46 %$/m);
  expect(io.stdout.text).toMatch(/^googlenet .* 3 {2,}10\.07 %$/m);
});

test('a pattern, as JSON', async () => {
  const { io } = await models('resnet*', '--json');
  expect(JSON.parse(io.stdout.text)).toMatchObject([
    {
      ...{ name: 'resnet20', params: 269_722, macs: 40_551_040, inputShape: [32, 32, 3], classes: 10 },
      stages: [
        { name: 'stage1', channels: 16, reduction: 1 },
        { name: 'stage2', channels: 32, reduction: 2 },
        { name: 'stage3', channels: 64, reduction: 4 },
      ],
      published: [{ top1: 0.0875 }],
    },
    { name: 'resnet50', params: 25_557_032, macs: 3_857_973_248, inputShape: [224, 224, 3] },
  ]);
});

test('a pattern that matches none suggests the nearest name', async () => {
  const { code, io } = await models('resent20');
  expect(code).toBe(2);
  expect(io.stderr.text).toBe(
    'skipjack: No model matches "resent20": did you mean resnet20? `skipjack models` lists them all.\n',
  );
});

test('the whole zoo, with the stages of every net', async () => {
  const { io } = await look(['models', '--json']);
  const nets = JSON.parse(io.stdout.text) as {
    name: string;
    params: number;
    macs: number;
    stages: unknown[];
  }[];
  expect(nets.map(({ name }) => name)).toEqual(listAll());
  for (const { params, macs, stages } of nets) {
    expect(params).toBeGreaterThan(200_000);
    expect(macs).toBeGreaterThan(40_000_000);
    expect(stages.length).toBeGreaterThanOrEqual(3);
  }
});
