import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder, libraryFile, mainFolder, planFolder } from './cache-folder.ts';
import { libraryPlan, type LibraryPlan } from './library-plan.ts';

test.each([
  [{ SKIPJACK_CACHE: '/s', XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/l', HOME: '/h' }, '/s'],
  [{ XDG_CACHE_HOME: '/x', LOCALAPPDATA: '/l', HOME: '/h' }, '/x/skipjack'],
  [{ LOCALAPPDATA: '/l', HOME: '/h' }, '/l/skipjack'],
  [{ HOME: '/h', SKIPJACK_CACHE: '' }, '/h/.cache/skipjack'],
  [{ SKIPJACK_CACHE: 'below' }, resolve('below')],
])('with %o the cache is %s', (environment, folder) => {
  expect(cacheFolder(environment)).toBe(folder);
});

test('each plan has a folder of its own, and TensorFlow’s libraries are where NVIDIA’s are beside them', () => {
  const machine = { platform: 'linux', arch: 'x64' };
  const [cpu, gpu] = [libraryPlan(machine), libraryPlan({ ...machine, gpu: true })] as [
    LibraryPlan,
    LibraryPlan,
  ];
  const cache = { SKIPJACK_CACHE: '/s' };
  expect(planFolder(cpu, cache)).toBe('/s/tensorflow/tensorflow-cpu-2.21.0');
  expect(mainFolder(cpu, planFolder(cpu, cache))).toBe('/s/tensorflow/tensorflow-cpu-2.21.0');
  expect(planFolder(gpu, cache)).toBe('/s/tensorflow/tensorflow-gpu-2.21.0');
  expect(mainFolder(gpu, planFolder(gpu, cache))).toBe('/s/tensorflow/tensorflow-gpu-2.21.0/tensorflow');
  expect(libraryFile(gpu, '/f', 'nvidia/cudnn/lib/libcudnn.so.9')).toBe('/f/nvidia/cudnn/lib/libcudnn.so.9');
  expect(libraryFile(cpu, '/f', 'tensorflow/libtensorflow_cc.so.2')).toBe('/f/libtensorflow_cc.so.2');
});
