import { add, getBackend, getKernel, removeBackend, tidy } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { prepareBackend } from './prepare-backend.ts';
import type { BackendPackages } from './prepare-backend.ts';

const unexpected = async (): Promise<never> => {
  throw new Error('It was not asked for.');
};
const NONE: BackendPackages = { tensorflow: unexpected, wasm: unexpected, cpu: unexpected };

/** What Node throws where a package is not installed. */
const missing = (name: string) => async (): Promise<never> => {
  const error = new Error(`Cannot find package '${name}' imported from /app/prepare-backend.js`);
  throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
};

test('wasm can train: the kernels that it lacks are there', async () => {
  expect(await prepareBackend('wasm')).toEqual({
    '@tensorflow/tfjs-backend-wasm': expect.stringMatching(/^4\./) as string,
  });
  expect(getBackend()).toBe('wasm');
  expect(getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
  expect(tidy(() => add(1, 2).arraySync())).toBe(3);
});

test('cpu computes, and tfjs does not recommend another package', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    expect(await prepareBackend('cpu')).toEqual({
      '@tensorflow/tfjs-backend-cpu': expect.stringMatching(/^4\./) as string,
    });
    expect(getBackend()).toBe('cpu');
    expect(tidy(() => add(1, 2).arraySync())).toBe(3);
    expect(warn).not.toHaveBeenCalled();
  } finally {
    warn.mockRestore();
  }
});

test('the library is prepared by the engine, and nothing else is imported', async () => {
  const tensorflow = async () => ({ tensorflow: '2.21.0' });
  expect(await prepareBackend('tensorflow', { ...NONE, tensorflow })).toEqual({ tensorflow: '2.21.0' });
});

test.each(['wasm', 'cpu'] as const)(
  '%s that is not installed: the command that mends it',
  async (backend) => {
    const name = `@tensorflow/tfjs-backend-${backend}`;
    await expect(prepareBackend(backend, { ...NONE, [backend]: missing(name) })).rejects.toThrow(
      new RegExp(
        `^--backend ${backend} needs the package ${name}, which is not installed; run \`npm install ${name}@4\\.\\d+\\.\\d+\`\\.$`,
      ),
    );
  },
);

test('nothing falls back: what else goes wrong is said as it is', async () => {
  const broken = { ...NONE, tensorflow: unexpected };
  await expect(prepareBackend('tensorflow', broken)).rejects.toThrow('It was not asked for.');
  await expect(prepareBackend('wasm', { ...NONE, wasm: missing('seedrandom') })).rejects.toThrow(
    "Cannot find package 'seedrandom'",
  );
});

test('a backend that registered itself elsewhere is named with the versions to install', async () => {
  removeBackend('cpu');
  await expect(prepareBackend('cpu', { ...NONE, cpu: async () => '4.1.0' })).rejects.toThrow(
    /^TensorFlow\.js 4\.\S+ could not use the backend cpu of @tensorflow\/tfjs-backend-cpu 4\.1\.0; install the same version of both: `npm install \S+ \S+`\.$/,
  );
});
