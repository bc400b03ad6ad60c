import '@skipjack/tensorflow';
import { cifarResNet } from '@skipjack/models';
import { constantRate, crossEntropy, evaluate, reestimateBatchNorm, sgd, train } from '@skipjack/recipes';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { engine, memory, setBackend, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { CLASSES, rows, SIZE } from './tiny-training.ts';

const data = rows(96);

beforeAll(async () => {
  await setBackend('tensorflow');
});

test('1,000 steps with evaluations leak no tensor and no memory', async () => {
  const model = cifarResNet({ depth: 8, inputShape: [SIZE, SIZE, 1], classes: CLASSES });
  const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
  const counts: number[] = [];
  const sizes: number[] = [];
  try {
    await train({
      model,
      data,
      // At the last step no further batch is waiting.
      steps: 1001,
      batch: 8,
      schedule: constantRate({ rate: 0.01 }),
      optimizer,
      onStep: async ({ step }) => {
        if (step % 100 !== 0) return;
        await reestimateBatchNorm({ model, data, batch: 32 });
        await evaluate({ model, data, batch: 50 });
        counts.push(memory().numTensors, engine().backend.numDataIds());
        globalThis.gc?.();
        sizes.push(process.memoryUsage().rss);
      },
    });
    expect(new Set(counts.filter((_, index) => index % 2 === 0)).size).toBe(1);
    expect(new Set(counts.filter((_, index) => index % 2 === 1)).size).toBe(1);
    // A leaked activation of 8x8x8x16 floats a step would be 23 MB from the third measurement to the last.
    expect((sizes.at(-1) ?? Infinity) - (sizes[2] ?? 0)).toBeLessThan(16 * 2 ** 20);
    expect((await evaluate({ model, data })).error).toBeLessThan(0.05);
  } finally {
    model.dispose();
    optimizer.dispose();
  }
});

test('a label that is no class is an error of the loss, also where only the kernel sees it', () => {
  const logits = tensor2d([[1, 2, 3]]);
  const labels = tensor1d([3], 'int32');
  expect(() => crossEntropy({ logits, labels })).toThrow(/label/i);
  logits.dispose();
  labels.dispose();
});

test('the fused kernels give the loss and gradients that the composed ones give on the cpu backend', async () => {
  const steps = async (): Promise<number[]> => {
    const model = cifarResNet({ depth: 8, inputShape: [SIZE, SIZE, 1], classes: CLASSES, seed: 1 });
    const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
    const losses: number[] = [];
    await train({
      model,
      data,
      steps: 4,
      batch: 8,
      schedule: constantRate({ rate: 0.005 }),
      optimizer,
      onStep: ({ loss }) => void losses.push(loss),
    });
    losses.push((await evaluate({ model, data })).loss);
    model.dispose();
    optimizer.dispose();
    return losses;
  };
  const native = await steps();
  await import('@tensorflow/tfjs-backend-cpu');
  await setBackend('cpu');
  const composed = await steps();
  await setBackend('tensorflow');
  native.forEach((loss, step) => expect(loss).toBeCloseTo(composed[step] ?? Number.NaN, 3));
});

test('an evaluation is of the model as it is now', async () => {
  const size = SIZE * SIZE;
  const slope = layers.leakyReLU({ alpha: 0.1 });
  const model = sequential({
    layers: [
      layers.flatten({ inputShape: [SIZE, SIZE, 1] }),
      layers.dense({ units: size }),
      slope,
      layers.dense({ units: CLASSES }),
    ],
  });
  const losses = async (): Promise<number[]> => {
    const both = [];
    for (const compile of [true, false]) both.push((await evaluate({ model, data, batch: 8, compile })).loss);
    return both;
  };
  const check = async (): Promise<number> => {
    const [compiled = Number.NaN, eager = Number.NaN] = await losses();
    expect(compiled).toBeCloseTo(eager, 5);
    return compiled;
  };
  const first = await check();
  Reflect.set(slope, 'alpha', 0.9);
  const second = await check();
  model.pop();
  model.add(layers.dense({ units: CLASSES, kernelInitializer: 'ones' }));
  const third = await check();
  expect(new Set([first, second, third]).size).toBe(3);
  const before = memory().numTensors;
  await check();
  expect(memory().numTensors).toBe(before);
  model.dispose();
  await expect(evaluate({ model, data })).rejects.toThrow(/is disposed; build it anew/);
});
