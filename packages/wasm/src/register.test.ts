import './index.ts';
import { findBackendFactory, getKernel, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { KERNELS } from './kernels.ts';

test('importing the package brings the backend, with every supplied kernel in it', () => {
  expect(findBackendFactory('wasm')).toBeTypeOf('function');
  for (const { kernelName, kernelFunc } of KERNELS)
    expect(getKernel(kernelName, 'wasm').kernelFunc, kernelName).toBe(kernelFunc);
});

test('no kernel is supplied twice', () => {
  const names = KERNELS.map(({ kernelName }) => kernelName);
  expect(new Set(names).size).toBe(names.length);
});

test('these kernels of the cpu backend are still missing: the README lists them', () => {
  const present = new Set(getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  const missing = getKernelsForBackend('cpu')
    .map(({ kernelName }) => kernelName)
    .filter((name) => !present.has(name));
  expect(missing.sort()).toEqual([
    'Complex',
    'ComplexAbs',
    'Draw',
    'Einsum',
    'FFT',
    'IFFT',
    'Imag',
    'RaggedGather',
    'RaggedRange',
    'RaggedTensorToTensor',
    'Real',
    'StaticRegexReplace',
  ]);
});
