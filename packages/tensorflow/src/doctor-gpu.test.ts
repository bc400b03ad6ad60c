import { expect, test } from 'vitest';
import { HEALTHY } from '../test/healthy-machine.ts';
import type { CudaLibrary } from './doctor-cuda.ts';
import type { MachineFacts } from './doctor-facts.ts';
import type { GpuFacts } from './doctor-gpu-facts.ts';
import { gpuFinding } from './doctor-gpu.ts';
import type { LibrarySource } from './library/find-library.ts';

const library = (name: string, file: string, version?: string): CudaLibrary => ({
  name,
  file,
  path: version && `/x/${file}`,
  version,
});
const CUDA = [library('CUDA', 'libcudart.so.12', '12.9.79'), library('cuDNN', 'libcudnn.so.9', '9.28.0.42')];
const CPU = { name: '/job:localhost/replica:0/task:0/device:CPU:0', type: 'CPU', memoryBytes: 2 ** 28 };
const gpuDevice = (index: number) => ({
  name: `/job:localhost/replica:0/task:0/device:GPU:${index}`,
  type: 'GPU',
  memoryBytes: 79 * 2 ** 30,
});

/** A machine on which the GPU is used. */
const READY: GpuFacts = {
  ...HEALTHY.gpu,
  devices: [CPU, gpuDevice(0)],
  build: true,
  driver: '550.54.15',
  cards: [{ name: 'NVIDIA H100', memoryBytes: 80 * 2 ** 30 }],
  plugged: true,
  deviceFiles: true,
  driverLibrary: true,
  libraries: CUDA,
};
const judge = (gpu: Partial<GpuFacts>, facts: Partial<MachineFacts> = {}) =>
  gpuFinding({ ...HEALTHY, gpu: { ...READY, ...gpu }, ...facts });
const none = { devices: [CPU] };
const from = (source: LibrarySource): Partial<MachineFacts> => ({
  library: { found: { file: '/f/lib.so', folder: '/f', source }, named: false, version: '2.21.0' },
});

test('all GPUs that are used, with the versions of driver and libraries', () => {
  expect(judge({})).toEqual({
    level: 'ok',
    title: 'GPU',
    detail: 'GPU:0 NVIDIA H100, 79.0 GiB; driver 550.54.15; CUDA 12.9.79; cuDNN 9.28.0.42',
  });
  const two = { devices: [CPU, gpuDevice(0), gpuDevice(1)] };
  expect(judge(two).detail).toBe(
    'GPU:0, 79.0 GiB; GPU:1, 79.0 GiB; driver 550.54.15; CUDA 12.9.79; cuDNN 9.28.0.42',
  );
});

test('no card, and another system, are nothing to mend', () => {
  expect(judge({ ...none, driver: undefined, plugged: false, cards: [], libraries: [] })).toEqual({
    level: 'ok',
    title: 'GPU',
    detail: 'not used: this machine has no NVIDIA GPU, or none that this process can see',
  });
  expect(judge({ ...none, driver: undefined, libraries: [] }, { platform: 'darwin' })).toEqual({
    level: 'ok',
    title: 'GPU',
    detail: 'not used: TensorFlow has no library for GPUs on darwin',
  });
});

test.each([
  [{ driver: undefined }, "NVIDIA's driver is missing", /^Install NVIDIA’s driver 525\.60\.13 or later/],
  [{ deviceFiles: false }, 'the cards’ files /dev/nvidia* are not', /docker run --gpus all/],
  [{ visible: '-1' }, 'CUDA_VISIBLE_DEVICES hides every GPU', /^unset CUDA_VISIBLE_DEVICES$/],
  [{ visible: '' }, 'CUDA_VISIBLE_DEVICES hides every GPU', /^unset CUDA_VISIBLE_DEVICES$/],
  [
    { driver: '470.82.01' },
    'the driver is too old: CUDA 12 needs 525.60.13 or later',
    /^Install NVIDIA’s driver/,
  ],
  [{ driverLibrary: false }, 'libcuda.so.1 is missing', /NVIDIA_DRIVER_CAPABILITIES=compute,utility/],
  [
    { libraries: [library('CUDA', 'libcudart.so.12', '12.9'), library('cuDNN', 'libcudnn.so.9')] },
    'missing: libcudnn.so.9',
    /^npx skipjack engine install --gpu --force$/,
  ],
  [
    { build: false, libraries: [] },
    'the TensorFlow library in /c is for the processor only',
    /^npx skipjack engine install --gpu$/,
  ],
  [
    { build: undefined, libraries: [] },
    'no TensorFlow library could be loaded',
    /^npx skipjack engine install --gpu$/,
  ],
  [{}, 'TensorFlow found no GPU all the same', /^SKIPJACK_TENSORFLOW_LOG=1 npx skipjack doctor$/],
] satisfies [Partial<GpuFacts>, string, RegExp][])('%o', (gpu, reason, fix) => {
  const finding = judge({ ...none, ...gpu });
  expect(finding).toMatchObject({ level: 'warning', detail: expect.stringContaining(reason) as string });
  expect(finding.detail.startsWith('not used: ')).toBe(true);
  expect(finding.fix).toMatch(fix);
});

test('a library for the processor that comes before the cache', () => {
  const gpu = { ...none, build: false, libraries: [] };
  expect(judge(gpu, from('python')).fix).toBe(
    'npx skipjack engine install --gpu && export SKIPJACK_TENSORFLOW=/c/gpu',
  );
  const installed = judge({ ...gpu, own: { folder: '/c/gpu', installed: true } }, from('tfjs-node'));
  expect(installed.fix).toBe('export SKIPJACK_TENSORFLOW=/c/gpu');
  expect(installed.detail).toContain('comes before the one for GPUs that is installed');
  expect(judge({ ...gpu, own: undefined }, from('environment')).fix).toMatch(/^Point SKIPJACK_TENSORFLOW/);
});

test.each([
  ['python', 'python3 -m pip install "tensorflow[and-cuda]==2.21.0"'],
  ['tfjs-node-gpu', 'Install CUDA 12 and cuDNN, or take another library: npx skipjack engine install --gpu'],
] satisfies [LibrarySource, string][])('libraries that are missing for that of %s', (source, fix) => {
  const libraries = [library('cuDNN', 'libcudnn.so.9')];
  expect(judge({ ...none, libraries }, from(source)).fix).toBe(fix);
});
