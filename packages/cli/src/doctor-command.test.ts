import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';
import type { Services } from './services.ts';

type Diagnosis = Awaited<ReturnType<Services['doctor']>>;
const HEALTHY: Diagnosis = {
  ok: true,
  findings: [{ level: 'ok', title: 'TensorFlow', detail: '2.21.0' }],
};
const SICK: Diagnosis = {
  ok: false,
  findings: [
    { level: 'warning', title: 'Cores', detail: '1' },
    { level: 'error', title: 'TensorFlow', detail: 'not found', fix: 'npx skipjack engine install' },
  ],
};

async function doctor(diagnosis: Diagnosis, ...argv: string[]): Promise<{ code: number; io: CapturedIo }> {
  const io = capturedIo();
  const services = fakeServices({ doctor: async () => diagnosis });
  return { code: await runWith({ argv: ['doctor', ...argv], io, services }), io };
}

test('a healthy machine', async () => {
  const { code, io } = await doctor(HEALTHY);
  expect(code).toBe(0);
  expect(io.stdout.text).toBe('ok       TensorFlow: 2.21.0\n\nReady to train.\n');
});

test('a machine that lacks something gets the fix and exit code 1', async () => {
  const { code, io } = await doctor(SICK);
  expect(code).toBe(1);
  expect(io.stdout.lines).toEqual([
    'warning  Cores: 1',
    'error    TensorFlow: not found',
    '         fix: npx skipjack engine install',
    'Not ready: mend what is marked as an error.',
  ]);
});

test('--json prints the diagnosis', async () => {
  const { code, io } = await doctor(SICK, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(io.stdout.text)).toEqual(SICK);
});

test('without koffi the doctor says so, where it would not load', async () => {
  const io = capturedIo();
  const failing = (message: string): Services =>
    fakeServices({
      doctor: async () => {
        throw new Error(message);
      },
    });
  const services = failing('Cannot find the native Koffi module; did you bundle it correctly?\nmore');
  expect(await runWith({ argv: ['doctor', '--json'], io, services })).toBe(1);
  expect(JSON.parse(io.stdout.text)).toEqual({
    ok: false,
    findings: [
      {
        level: 'error',
        title: 'koffi',
        detail:
          'its library for this platform is not installed (Cannot find the native Koffi module; did you bundle it correctly?)',
        fix: 'npm install --include=optional (pnpm and yarn: install again without --no-optional)',
      },
    ],
  });
  const other = capturedIo();
  expect(await runWith({ argv: ['doctor'], io: other, services: failing('another fault') })).toBe(1);
  expect(other.stderr.text).toBe('skipjack: another fault\n');
});
