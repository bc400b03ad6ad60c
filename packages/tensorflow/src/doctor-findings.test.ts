import { expect, test } from 'vitest';
import type { MachineFacts } from './doctor-facts.ts';
import { diagnose, type Finding } from './doctor-findings.ts';
import { HEALTHY, GIB } from '../test/healthy-machine.ts';
import { EngineError } from './engine-error.ts';
import type { LibrarySource } from './library/find-library.ts';
import { libraryPlan, type LibraryPlan } from './library/library-plan.ts';

const finding = (facts: Partial<MachineFacts>, title: string): Finding | undefined =>
  diagnose({ ...HEALTHY, ...facts }).findings.find((one) => one.title === title);

test('a healthy machine is ok, and every finding says what was found', () => {
  expect(diagnose(HEALTHY)).toEqual({
    ok: true,
    findings: [
      { level: 'ok', title: 'Node', detail: 'Node 22.11.0' },
      { level: 'ok', title: 'Platform', detail: 'linux-x64, glibc 2.36' },
      { level: 'ok', title: 'Processor', detail: 'avx, avx2' },
      { level: 'ok', title: 'Memory', detail: '16.0 GiB, 8.0 GiB free' },
      { level: 'ok', title: 'Install scripts', detail: 'npm 11.0.0: fine, Skipjack needs none' },
      { level: 'ok', title: '@tensorflow/tfjs-core', detail: '4.22.0' },
      { level: 'ok', title: 'TensorFlow', detail: '2.21.0: /c/lib.so (from cache)' },
      {
        level: 'ok',
        title: 'GPU',
        detail: 'not used: this machine has no NVIDIA GPU, or none that this process can see',
      },
      {
        level: 'ok',
        title: 'Python',
        detail: 'pip 24.0 (only `engine install` needs it); cache /home/me/.cache/skipjack',
      },
    ],
  });
});

test.each([
  ['20.18.3', false],
  ['18.20.0', false],
  ['20.19.0', true],
  ['21.0.0', true],
  ['26.1.0', true],
])('Node %s', (node, fits) => {
  expect(diagnose({ ...HEALTHY, node }).ok).toBe(fits);
  const fix = fits ? {} : { fix: 'Install Node 20.19 or later.' };
  expect(finding({ node }, 'Node')).toEqual({
    level: fits ? 'ok' : 'error',
    title: 'Node',
    detail: `Node ${node}`,
    ...fix,
  });
});

test('an old C library, and musl', () => {
  const fix = 'Use a distribution with glibc 2.27 or later, for example Debian 11 or Ubuntu 20.04.';
  expect(finding({ glibc: '2.17' }, 'Platform')).toMatchObject({ level: 'error', fix });
  expect(finding({ glibc: undefined }, 'Platform')).toEqual({
    level: 'error',
    title: 'Platform',
    detail: "linux-x64: TensorFlow's library needs glibc 2.27 or later (musl, as in Alpine, will not do)",
    fix,
  });
  expect(finding({ glibc: '2.27' }, 'Platform')).toMatchObject({ level: 'ok' });
});

test.each([
  ['linux', 'riscv64', 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.'],
  ['darwin', 'x64', 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.'],
  ['win32', 'arm64', 'Set SKIPJACK_TENSORFLOW to a folder with libtensorflow.'],
])('nothing is pinned for %s-%s', (platform, arch, fix) => {
  const facts = { platform, arch, glibc: undefined };
  expect(finding(facts, 'Platform')).toMatchObject({ level: 'warning', fix });
  const missing = { found: undefined, named: false, fault: new Error('none') };
  expect(finding({ ...facts, library: missing }, 'TensorFlow')).toMatchObject({ level: 'error', fix });
});

test.each([
  ['linux', 'arm64', '2.36', 'linux-arm64, glibc 2.36'],
  ['darwin', 'arm64', undefined, 'darwin-arm64'],
  ['win32', 'x64', undefined, 'win32-x64'],
])('%s-%s is said to be untested', (platform, arch, glibc, detail) => {
  expect(finding({ platform, arch, glibc }, 'Platform')).toEqual({
    level: 'ok',
    title: 'Platform',
    detail: `${detail} (its library is pinned, and our tests do not run it)`,
  });
});

test('the library for Windows needs a DLL of Python', () => {
  const library = { found: undefined, named: false, fault: new Error('none') };
  expect(finding({ platform: 'win32', glibc: undefined, library }, 'Platform')).toMatchObject({
    level: 'warning',
    detail: expect.stringMatching(/; its library needs python311\.dll$/) as string,
    fix: 'Install Python 3.11 and put its folder on the PATH.',
  });
});

test('a processor without AVX, and one that cannot be asked', () => {
  expect(finding({ processorFlags: ['sse4_2', 'avx_like'] }, 'Processor')).toEqual({
    level: 'error',
    title: 'Processor',
    detail: 'no AVX',
    fix: "Run on another machine: TensorFlow's library needs a processor with AVX.",
  });
  expect(finding({ processorFlags: undefined }, 'Processor')).toMatchObject({ level: 'warning' });
  expect(finding({ arch: 'arm64', processorFlags: [] }, 'Processor')).toMatchObject({ level: 'ok' });
});

test('little memory is a warning', () => {
  expect(diagnose({ ...HEALTHY, totalMemory: GIB }).ok).toBe(true);
  expect(finding({ totalMemory: GIB, freeMemory: GIB / 2, machineMemory: GIB }, 'Memory')).toEqual({
    level: 'warning',
    title: 'Memory',
    detail: '1.0 GiB, 0.5 GiB free',
    fix: 'Train with a smaller batch: `--batch 32`.',
  });
});

test("a container's limit is what counts, and is said", () => {
  const facts = { totalMemory: 4 * GIB, freeMemory: GIB, machineMemory: 64 * GIB };
  expect(finding(facts, 'Memory')).toEqual({
    level: 'ok',
    title: 'Memory',
    detail: "4.0 GiB of the machine's 64.0 GiB, by the container's limit, 1.0 GiB free",
  });
});

test('no library: the one command to run, or to unset what names none', () => {
  const fault = new EngineError('LIBRARY_NOT_FOUND', 'No TensorFlow library was found.');
  const library = { found: undefined, named: false, fault };
  expect(diagnose({ ...HEALTHY, library }).ok).toBe(false);
  expect(finding({ library }, 'TensorFlow')).toEqual({
    level: 'error',
    title: 'TensorFlow',
    detail: 'No TensorFlow library was found.',
    fix: 'npx skipjack engine install',
  });
  const gpu = { ...HEALTHY.gpu, driver: '550.54.15' };
  expect(finding({ library, gpu }, 'TensorFlow')?.fix).toBe('npx skipjack engine install --gpu');
  expect(finding({ library: { ...library, named: true } }, 'TensorFlow')?.fix).toBe(
    'unset SKIPJACK_TENSORFLOW',
  );
});

test.each([
  ['cache', 'npx skipjack engine install --force'],
  ['environment', 'Point SKIPJACK_TENSORFLOW to a folder with a sound one, or unset it.'],
  ['option', 'Give `library` a folder with a sound one, or leave it out.'],
  ['python', "Install Python's tensorflow in /c again, or point SKIPJACK_TENSORFLOW to another one."],
  ['tfjs-node', 'Run `npm rebuild @tensorflow/tfjs-node`, or point SKIPJACK_TENSORFLOW to another one.'],
] satisfies [LibrarySource, string][])('a damaged library from %s', (source, fix) => {
  const found = { file: '/c/lib.so', folder: '/c', source };
  const fault = new EngineError('LIBRARY_DAMAGED', 'It is damaged.');
  expect(finding({ library: { found, named: true, fault } }, 'TensorFlow')).toEqual({
    level: 'error',
    title: 'TensorFlow',
    detail: 'It is damaged.',
    fix,
  });
});

test('a damaged library for GPUs is installed again as one', () => {
  const plan = libraryPlan({ gpu: true, platform: 'linux', arch: 'x64' }) as LibraryPlan;
  const found = { file: '/c/lib.so', folder: '/c', source: 'cache', plan } as const;
  expect(finding({ library: { found, named: false, fault: new Error('x') } }, 'TensorFlow')?.fix).toBe(
    'npx skipjack engine install --gpu --force',
  );
});

test('no pip is a warning: only the installation needs it', () => {
  expect(diagnose({ ...HEALTHY, pip: undefined }).ok).toBe(true);
  expect(finding({ pip: undefined }, 'Python')).toMatchObject({
    level: 'warning',
    fix: 'Debian or Ubuntu: sudo apt-get install python3-pip; elsewhere: python3 -m ensurepip',
  });
  expect(finding({ cache: undefined }, 'Python')?.detail).toContain('set SKIPJACK_CACHE');
});
