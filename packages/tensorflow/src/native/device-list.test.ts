import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadEngine } from '../engine.ts';
import { deviceList, hasGpuKernels } from './device-list.ts';
import type { NativeLibrary } from './load-library.ts';

test('a library has kernels for GPUs where it was built to look for NVIDIA’s', () => {
  const { native, library } = loadEngine();
  const framework = readFileSync(join(library.folder, 'libtensorflow_framework.so.2'));
  expect(hasGpuKernels(native)).toBe(framework.includes('/nvidia/cudnn/lib'));
});

test('the list of devices is given back, and asked for again', () => {
  const { native, context } = loadEngine();
  for (let round = 0; round < 100; round++)
    expect(deviceList(native, context.native).map(({ type }) => type)).toContain('CPU');
});

test('what TensorFlow says of a failure reaches the user', () => {
  const calls: string[] = [];
  const library: NativeLibrary = {
    symbol: () => undefined,
    func: (declaration) => {
      const name = /TFE?_\w+/.exec(declaration)?.[0] ?? '';
      return () => {
        calls.push(name);
        return { TF_NewStatus: 7n, TF_GetCode: 13, TF_Message: 'no devices today' }[name];
      };
    },
  };
  expect(() => deviceList(library, 1n)).toThrow(
    "TensorFlow's TFE_ContextListDevices failed: no devices today",
  );
  expect(calls.at(-1)).toBe('TF_DeleteStatus');
});
