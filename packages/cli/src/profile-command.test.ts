import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromeTrace, profileTable, type StepProfile } from '@skipjack/tensorflow';
import { afterAll, expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { profileNet } from './profile-net.ts';
import { runWith } from './run.ts';
import type { Services } from './services.ts';

const scratch = mkdtempSync(join(tmpdir(), 'skipjack-profile-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const REAL: Partial<Services> = {
  profileNet,
  profileTable: async (...args) => profileTable(...args),
  chromeTrace: async (...args) => chromeTrace(...args),
};

async function profile(args: string, services: Partial<Services> = REAL) {
  const io = capturedIo({ workingDirectory: scratch });
  const argv = ['profile', ...args.split(' ')];
  return { code: await runWith({ argv, io, services: fakeServices(services) }), io };
}

test('a training step as two tables and a Chrome trace', async () => {
  const { code, io } = await profile('resnet20 --batch 2 --size 8 --steps 2 --trace steps.json');
  expect(io.stderr.text).toBe('');
  expect(code).toBe(0);
  expect(io.stdout.text).toMatch(
    /^resnet20, training, float32, images 2x8x8x3, TensorFlow 2\.\S+, peak memory of the process \d+\.\d\d GB\n2 steps of \d+\.\d ms, in which /,
  );
  expect(io.stdout.text).toMatch(/^\S*Conv2DBackpropFilter +19 .*%$/m);
  expect(io.stdout.text).toMatch(/^stage\d_block\d_\d_conv( +\d+\.?\d*){2} +\d+\.\d %( +\d+\.\d){3}$/m);
  expect(io.stdout.text).toMatch(/\nTrace: steps\.json \(open it at .*\)\n$/);
  const { traceEvents } = JSON.parse(readFileSync(join(scratch, 'steps.json'), 'utf8'));
  const stem = traceEvents.filter(
    ({ name, args }: { name: string; args: { layer?: string } }) =>
      name.endsWith('Conv2D') && args.layer === 'stem_conv',
  );
  expect(stem.map(({ cat }: { cat: string }) => cat)).toEqual(['forward', 'forward']);
});

test('--inference and --json: one object, without gradients', async () => {
  const { code, io } = await profile('resnet20 --batch 3 --size 8 --steps 1 --inference --json');
  expect(code).toBe(0);
  const { byOp, byLayer, ...rest } = JSON.parse(io.stdout.text) as StepProfile & object;
  expect(rest).toMatchObject({
    ...{ net: 'resnet20', work: 'inference', precision: 'float32', inputShape: [3, 8, 8, 3], steps: 1 },
    peakBytes: expect.any(Number),
  });
  expect(rest).not.toHaveProperty('events');
  expect(byOp.map(({ op }) => op).filter((op) => /Grad|Backprop/.test(op))).toEqual([]);
  expect(byOp[0]?.op).toMatch(/Conv2D$/);
  expect(byLayer.every(({ backward, update }) => backward === 0 && update === 0)).toBe(true);
});

test('the flags are what is asked for', async () => {
  const asked: unknown[] = [];
  const services: Partial<Services> = {
    profileNet: async (options) => {
      asked.push(options);
      throw new Error('enough');
    },
  };
  await profile('vgg16', services);
  const { code, io } = await profile('vgg16 --precision bfloat16 --batch 4 --inference', services);
  expect(asked).toEqual([
    { net: 'vgg16', batch: 16, size: undefined, precision: 'float32', inference: false, steps: 5 },
    { net: 'vgg16', batch: 4, size: undefined, precision: 'bfloat16', inference: true, steps: 5 },
  ]);
  expect({ code, text: io.stderr.text }).toEqual({ code: 1, text: 'skipjack: enough\n' });
});

test.each([
  ['rsenet20', 'Unknown net "rsenet20": did you mean resnet20? `skipjack models` lists them all.'],
  ['alexnet --size 20', 'alexnet needs images of at least 67x67 pixels; got 20x20.'],
  ['resnet20 --batch 0', '--batch must be a whole number of at least 1; got "0".'],
  ['resnet20 --steps 33', '--steps must be a whole number from 1 to 32; got "33".'],
])('%s is wrong usage', async (args, message) => {
  const { code, io } = await profile(args);
  expect({ code, text: io.stderr.text }).toEqual({ code: 2, text: `skipjack: ${message}\n` });
});

test.each([
  ['no/where.json', 'ENOENT'],
  ['.', 'EISDIR'],
])('a trace that cannot be written, %s, is said before anything is measured', async (trace, code) => {
  // A measurement would be refused as not expected.
  const { io, ...ended } = await profile(`resnet20 --trace ${trace}`, {});
  expect({ ...ended, text: io.stderr.text }).toEqual({
    code: 1,
    text: `skipjack: ${trace} cannot be written (${code}); name a file in a folder that exists and is yours.\n`,
  });
});

test('a measurement that fails leaves the trace that was there, and makes none', async () => {
  const services: Partial<Services> = {
    profileNet: async () => {
      throw new Error('enough');
    },
  };
  writeFileSync(join(scratch, 'earlier.json'), '{}');
  for (const trace of ['earlier.json', 'later.json']) {
    const { code, io } = await profile(`resnet20 --trace ${trace}`, services);
    expect({ code, text: io.stderr.text }).toEqual({ code: 1, text: 'skipjack: enough\n' });
  }
  expect(readFileSync(join(scratch, 'earlier.json'), 'utf8')).toBe('{}');
  expect(existsSync(join(scratch, 'later.json'))).toBe(false);
});
