import {
  backend,
  engine,
  env,
  getBackend,
  registerBackend,
  removeBackend,
  KernelBackend,
  zeros,
} from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createModel } from '../registry.ts';
import { onMetaBackend } from './meta-backend.ts';

const build = (): number =>
  onMetaBackend(() => {
    const model = createModel('alexnet', { classes: 100_000 });
    const count = model.countParams();
    model.dispose();
    return count;
  });

test('nets are built where no backend is, and there is none afterwards', () => {
  expect(build()).toBeGreaterThan(4e8);
  expect(engine().backendNames()).toEqual([]);
  expect(getBackend()).toBe(undefined);
  expect(engine().state).toMatchObject({ numTensors: 0, numBytes: 0, numDataBuffers: 0 });
  expect(() => backend()).toThrow('No backend found in registry');
});

test('a backend that is still starting goes on starting', async () => {
  class Slow extends KernelBackend {
    override timerAvailable(): boolean {
      return false;
    }
  }
  let start: ((backend_: KernelBackend) => void) | undefined;
  registerBackend('slow', () => new Promise<KernelBackend>((resolve) => (start = resolve)));
  const starting = engine().setBackend('slow');
  expect(build()).toBeGreaterThan(4e8);
  expect(() => zeros([1])).toThrow('has not yet been initialized');
  const slow = new Slow();
  slow.dispose = () => {};
  start?.(slow);
  expect(await starting).toBe(true);
  expect(backend()).toBe(slow);
  expect(build()).toBeGreaterThan(4e8);
  expect(backend()).toBe(slow);
  removeBackend('slow');
});

test('an error leaves no trace either, and debug mode finds nothing to complain about', () => {
  expect(() =>
    onMetaBackend(() => {
      throw new RangeError('inside');
    }),
  ).toThrow('inside');
  expect(getBackend()).toBe(null);
  env().set('DEBUG', true);
  try {
    expect(build()).toBeGreaterThan(4e8);
  } finally {
    env().set('DEBUG', false);
  }
});
