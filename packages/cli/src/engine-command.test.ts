import { expect, test } from 'vitest';
import { capturedIo } from '../test/capture.ts';
import type { CapturedIo } from '../test/capture.ts';
import { fakeServices } from '../test/fake-services.ts';
import { runWith } from './run.ts';
import type { Services } from './services.ts';

async function engine(
  argv: readonly string[],
  services: Partial<Services>,
  io: CapturedIo = capturedIo(),
): Promise<{ code: number; io: CapturedIo }> {
  const code = await runWith({ argv: ['engine', ...argv], io, services: fakeServices(services) });
  return { code, io };
}

test('install shows its progress and the result', async () => {
  let forced: boolean | undefined;
  const installEngine: Services['installEngine'] = async (options = {}) => {
    forced = options.force;
    options.onProgress?.({ phase: 'download', fraction: 0.5, message: 'downloading' });
    return { folder: '/cache/tensorflow', version: '2.21.0', installed: options.force === true };
  };
  const { code, io } = await engine(['install', '--force'], { installEngine });
  expect(code).toBe(0);
  expect(forced).toBe(true);
  expect(io.stderr.text).toBe('downloading (50 %)\n');
  expect(io.stdout.text).toBe('TensorFlow 2.21.0 is installed in /cache/tensorflow\n');
  const again = await engine(['install'], { installEngine });
  expect(again.io.stdout.text).toBe('TensorFlow 2.21.0 is already installed in /cache/tensorflow\n');
});

test('Ctrl-C stops an installation', async () => {
  const io = capturedIo();
  const installEngine: Services['installEngine'] = async (options = {}) => {
    io.signals.emit('SIGINT');
    options.signal?.throwIfAborted();
    throw new Error('The signal did not arrive.');
  };
  const { code } = await engine(['install'], { installEngine }, io);
  expect(code).toBe(130);
  expect(io.stderr.text).toBe(
    '\nskipjack: stopping the installation; it can be started again; again after a second stops at once.\n',
  );
});

test('a failed installation is one line and exit code 1', async () => {
  const installEngine: Services['installEngine'] = async () => {
    throw new Error('pip is missing; install it');
  };
  const { code, io } = await engine(['install'], { installEngine });
  expect(code).toBe(1);
  expect(io.stderr.text).toBe('skipjack: pip is missing; install it\n');
});

test('path prints the folder', async () => {
  const { code, io } = await engine(['path'], {
    findLibrary: async () => ({
      file: '/cache/tensorflow/libtensorflow.so',
      folder: '/cache/tensorflow',
      source: 'cache',
    }),
  });
  expect(code).toBe(0);
  expect(io.stdout.text).toBe('/cache/tensorflow\n');
});
