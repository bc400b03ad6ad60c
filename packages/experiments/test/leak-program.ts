// A training of many steps: node --expose-gc leak-program.js STEPS. It prints one JSON line: resident KiB after each twentieth of the
// steps, and the numbers of tensors that it has seen there.
import { writeSync } from 'node:fs';
import '@skipjack/tensorflow';
import { constantRate, sgd, train } from '@skipjack/recipes';
import { engine, memory, setBackend } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { CLASSES, rows, SIZE } from './tiny-training.ts';

await setBackend('tensorflow');
const steps = Number(process.argv[2]);
const model = sequential({
  layers: [
    layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, inputShape: [SIZE, SIZE, 1] }),
    layers.batchNormalization(),
    layers.flatten(),
    layers.dense({ units: CLASSES }),
  ],
});
const optimizer = sgd({ weightDecay: 1e-4 });
const counts: number[][] = [];
const resident: number[] = [];
const before = memory().numTensors;
const { compiled } = await train({
  ...{ model, data: rows(32), steps, batch: 2, optimizer, compile: true },
  schedule: constantRate({ rate: 0.01 }),
  average: { type: 'ema', decay: 0.99 },
  clip: { norm: 1 },
  onNotFinite: 'skip',
  onStep: ({ step }) => {
    if (step % Math.floor(steps / 20) !== 0) return;
    globalThis.gc?.();
    counts.push([memory().numTensors, engine().backend.numDataIds()]);
    resident.push(Math.round(process.memoryUsage().rss / 1024));
  },
});
optimizer.dispose();
writeSync(1, JSON.stringify({ compiled, counts, resident, left: memory().numTensors - before }));
