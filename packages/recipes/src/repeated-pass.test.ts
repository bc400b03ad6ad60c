import '@tensorflow/tfjs-backend-cpu';
import { engine, ones, square, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { samples, tinyNet } from '../test/tiny-training.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { reestimateBatchNorm } from './evaluation/reestimate-batch-norm.ts';
import { repeatedPass } from './repeated-pass.ts';
import type { PassOptions } from './repeated-pass.ts';

/** What the backend's compiler was asked to do. */
let log: string[] = [];
/** What a compiled function throws, where it does. */
let failure: Error | undefined;

/** A compiler that computes op by op, on the backend of the test. */
function compile<Args extends readonly unknown[], Result>(fn: (...args: Args) => Result) {
  log.push('compile');
  const run = async (...args: Args): Promise<Result> => {
    log.push('run');
    if (failure) throw failure;
    return fn(...args);
  };
  return Object.assign(run, { dispose: () => void log.push('dispose') });
}

beforeEach(() => {
  log = [];
  failure = undefined;
  Reflect.set(engine().backend, 'compile', compile);
});
afterEach(() => {
  Reflect.deleteProperty(engine().backend, 'compile');
});

const refusal = (): Error => Object.assign(new Error('no graph'), { code: 'NOT_RECORDABLE' });

/** Runs a pass as often as it is said to run. */
async function passes(options: Pick<PassOptions, 'batches'> & Partial<PassOptions>): Promise<number[]> {
  const pass = repeatedPass((images: Tensor4D): Tensor => tidy(() => square(images)), {
    ...{ owner: 'test', compile: undefined, precision: undefined },
    ...options,
  });
  const found: number[] = [];
  const images: Tensor4D = ones([1, 1, 1, 1]);
  try {
    for (let index = 0; index < options.batches; index++) {
      const result = await pass.run(images);
      found.push(result.dataSync()[0] ?? Number.NaN);
      result.dispose();
    }
  } finally {
    pass.dispose();
    images.dispose();
  }
  return found;
}

test('a few batches are not worth a recording, more are, and what is asked for is done', async () => {
  await passes({ batches: 4 });
  await passes({ batches: 5, compile: false });
  expect(log).toEqual([]);
  await passes({ batches: 5 });
  expect(log).toEqual(['compile', 'run', 'run', 'run', 'run', 'run', 'dispose']);
  log = [];
  await passes({ batches: 1, compile: true });
  await passes({ batches: 1, precision: 'bfloat16' });
  expect(log).toEqual(['compile', 'run', 'dispose', 'compile', 'run', 'dispose']);
});

test('what cannot be recorded runs op by op from then on, unless compiling was asked for', async () => {
  failure = refusal();
  expect(await passes({ batches: 5 })).toEqual([1, 1, 1, 1, 1]);
  expect(log).toEqual(['compile', 'run', 'dispose']);
  await expect(passes({ batches: 5, compile: true })).rejects.toThrow('no graph');
  failure = new Error('out of memory');
  await expect(passes({ batches: 5 })).rejects.toThrow('out of memory');
});

test('each evaluation and re-estimation records the model anew, and gives the graph back, on errors too', async () => {
  const model = tinyNet();
  const data = samples(10);
  const ran = ['compile', ...Array.from({ length: 5 }, () => 'run'), 'dispose'];
  await evaluate({ model, data, batch: 2 });
  await evaluate({ model, data, batch: 2 });
  await reestimateBatchNorm({ model, data, batch: 2 });
  expect(log).toEqual([...ran, ...ran, ...ran]);
  log = [];
  failure = new Error('out of memory');
  await expect(evaluate({ model, data, batch: 2 })).rejects.toThrow('out of memory');
  await expect(reestimateBatchNorm({ model, data, batch: 2 })).rejects.toThrow('out of memory');
  expect(log).toEqual(['compile', 'run', 'dispose', 'compile', 'run', 'dispose']);
  model.dispose();
});
