import type { ModelName } from '@skipjack/models';
import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';

const NAMES: readonly ModelName[] = ['plain20', 'resnet20', 'resnet56'];
const listModels = async (pattern = ''): Promise<ModelName[]> =>
  NAMES.filter((name) => name.startsWith(pattern.replace('*', '')));

async function models(...argv: string[]): Promise<{ code: number; io: CapturedIo }> {
  const io = capturedIo();
  const code = await runWith({ argv: ['models', ...argv], io, services: fakeServices({ listModels }) });
  return { code, io };
}

test('all names, one a line', async () => {
  const { code, io } = await models();
  expect(code).toBe(0);
  expect(io.stdout.text).toBe('plain20\nresnet20\nresnet56\n');
});

test('a pattern, as JSON', async () => {
  const { io } = await models('resnet*', '--json');
  expect(JSON.parse(io.stdout.text)).toEqual(['resnet20', 'resnet56']);
});

test('a pattern that matches none suggests the nearest name', async () => {
  const { code, io } = await models('resent20');
  expect(code).toBe(2);
  expect(io.stderr.text).toBe(
    'skipjack: No model matches "resent20": did you mean resnet20? `skipjack models` lists them all.\n',
  );
});
