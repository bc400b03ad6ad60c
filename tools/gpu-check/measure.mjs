// One process of tools/gpu-check.mjs: node measure.mjs gpu|cpu <steps> <file>
// Computes a matrix product and training steps of ResNet-20 on the GPU, or on the processor, and writes results and times.
import { writeFileSync } from 'node:fs';
import { add, cast, clipByValue, floor, matMul, mul, setBackend, slice, tidy } from '@tensorflow/tfjs-core';
import { cifarResNet } from '../../packages/models/dist/index.js';
import { constantRate, sgd, train } from '../../packages/recipes/dist/index.js';
import {
  configureEngine,
  engineDevices,
  engineVersion,
  randomUniform,
} from '../../packages/tensorflow/dist/index.js';

const [, , device, stepCount, file, sizeText = '2048', batchText = '128'] = process.argv;
const [steps, size, batch] = [stepCount, sizeText, batchText].map(Number);
configureEngine(device === 'cpu' ? { devices: [] } : { devices: [0] });
await setBackend('tensorflow');

const uniform = (shape, stream) => randomUniform({ shape, min: -1, max: 1, seed: 7, stream });
const seconds = (start) => (performance.now() - start) / 1000;

/** The first rows of a product, and the time of one of ten: reading waits for the device. */
function product() {
  const [a, b] = [uniform([size, size], 0), uniform([size, size], 1)];
  const rows = () => tidy(() => slice(matMul(a, b), [0, 0], [4, size]).dataSync());
  const values = [...rows()];
  const start = performance.now();
  for (let round = 0; round < 10; round++) rows();
  const each = seconds(start) / 10;
  a.dispose();
  b.dispose();
  return { size, seconds: each, gflops: (2 * size ** 3) / each / 1e9, values };
}

/** The losses of training on one made-up batch, and the time of a step, without the first two. */
async function training() {
  const images = uniform([batch, 32, 32, 3], 2);
  const labels = tidy(() => cast(clipByValue(floor(mul(add(uniform([batch], 3), 1), 5)), 0, 9), 'int32'));
  const data = { length: batch, batch: () => ({ images: images.clone(), labels: labels.clone() }) };
  const model = cifarResNet({ depth: 20, inputShape: [32, 32, 3], classes: 10, seed: 0 });
  const [losses, times] = [[], []];
  await train({
    model,
    data,
    steps,
    batch,
    schedule: constantRate({ rate: 0.05 }),
    optimizer: sgd({ momentum: 0.9 }),
    onStep: ({ loss, seconds: total }) => {
      losses.push(loss);
      times.push(total);
    },
  });
  const each = (times.at(-1) - times[1]) / (times.length - 2);
  return { batch, losses, secondsPerStep: each, imagesPerSecond: batch / each };
}

const result = {
  version: engineVersion(),
  devices: engineDevices(),
  product: product(),
  training: await training(),
};
writeFileSync(file, JSON.stringify(result));
