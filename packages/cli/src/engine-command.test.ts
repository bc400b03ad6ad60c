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

test('--gpu asks for the library for GPUs', async () => {
  const asked: unknown[] = [];
  const installEngine: Services['installEngine'] = async (options = {}) => {
    asked.push(options.gpu);
    return { folder: '/cache/gpu/tensorflow', version: '2.21.0', installed: true };
  };
  const { io } = await engine(['install', '--gpu'], { installEngine });
  await engine(['install'], { installEngine });
  expect(asked).toEqual([true, false]);
  expect(io.stdout.text).toBe('TensorFlow 2.21.0 is installed in /cache/gpu/tensorflow\n');
});

const PLAN: Awaited<ReturnType<Services['installPlan']>> = {
  plan: {
    name: 'tensorflow-gpu-2.21.0',
    version: '2.21.0',
    gpu: true,
    layout: 'tree',
    wheels: [
      {
        project: 'tensorflow',
        version: '2.21.0',
        sha256: '0',
        bytes: 572_440_367,
        platform: 'linux',
        python: '3.11',
        libraries: [{ member: 'tensorflow/libtensorflow_cc.so.2', bytes: 1_096_372_272, sha256: '1' }],
      },
    ],
  },
  folder: '/cache/tensorflow-gpu-2.21.0',
  complete: false,
  bytes: { download: 572_440_367, installed: 1_096_372_272, peak: 1_668_812_639 },
  freeBytes: 70e9,
};

test('--dry-run prints the wheels, the files with their sizes, and what is needed', async () => {
  const asked: unknown[] = [];
  const installPlan: Services['installPlan'] = async (options) => {
    asked.push(options);
    return PLAN;
  };
  const { code, io } = await engine(['install', '--gpu', '--dry-run'], { installPlan });
  expect(code).toBe(0);
  expect(asked).toEqual([{ gpu: true }]);
  expect(io.stdout.lines).toEqual([
    'wheel       version  download',
    '----------  -------  --------',
    'tensorflow   2.21.0  572.4 MB',
    '/cache/tensorflow-gpu-2.21.0           size',
    '----------------------------------  -------',
    '  tensorflow/libtensorflow_cc.so.2  1.10 GB',
    '572.4 MB to download, 1.10 GB on the disk, 1.67 GB on the way; 70.00 GB are free.',
    'Nothing was done.',
  ]);
  const flat = { ...PLAN, complete: true, plan: { ...PLAN.plan, layout: 'flat' as const } };
  const again = await engine(['install', '--dry-run'], { installPlan: async () => flat });
  expect(again.io.stdout.text).toContain('\n  libtensorflow_cc.so.2 ');
  expect(again.io.stdout.lines.at(-1)).toBe('It is installed already; --force installs it again.');
});

test('--dry-run --json is for programs, and --json alone is no installation that does nothing', async () => {
  const { code, io } = await engine(['install', '--dry-run', '--json'], { installPlan: async () => PLAN });
  expect(code).toBe(0);
  expect(JSON.parse(io.stdout.text)).toEqual(PLAN);
  const alone = await engine(['install', '--json'], {});
  expect(alone.code).toBe(2);
  expect(alone.io.stdout.text).toBe('');
  expect(alone.io.stderr.text).toBe(
    'skipjack: --json prints what --dry-run says; give both, or leave --json out to install.\n',
  );
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
