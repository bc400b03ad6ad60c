import { modelCard } from '@skipjack/models';
import type { ModelName } from '@skipjack/models';
import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
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
    'net       parameters  multiply-adds          input',
    '--------  ----------  -------------  -------------',
    'plain20      269,722           41 M    32 x 32 x 3',
    'resnet20     269,722           41 M    32 x 32 x 3',
    'resnet50  25,557,032        3,858 M  224 x 224 x 3',
    '',
    'plain and resnet of any other depth 6n + 2 work in the experiment too, such as',
    '  skipjack reproduce degradation --nets plain14,resnet14',
    '',
  ]);
});

test('a pattern, as JSON', async () => {
  const { io } = await models('resnet*', '--json');
  expect(JSON.parse(io.stdout.text)).toEqual([
    { name: 'resnet20', params: 269_722, macs: 40_551_040, inputShape: [32, 32, 3] },
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
