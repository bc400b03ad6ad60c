import { cifarPlain, cifarResNet } from '@skipjack/models';
import { constantRate, evaluate, sgd, train } from '@skipjack/recipes';
import type { SampleSource } from '@skipjack/recipes';
import { memory, setBackend, tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '../src/index.ts';
import { expect, test } from 'vitest';

const SIDE = 8;

/** Noisy stripes; the class is their slope. */
const DATA: SampleSource = {
  length: 16,
  batch: (indices) => {
    const samples = Array.from(indices);
    const pixels = samples.flatMap((sample) =>
      Array.from({ length: SIDE * SIDE }, (_, pixel) => {
        const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
        return Math.sin(row + (sample % 4) * column) + 0.3 * Math.cos(sample * pixel);
      }),
    );
    const labels = samples.map((sample) => sample % 4);
    return {
      images: tensor4d(pixels, [samples.length, SIDE, SIDE, 1]),
      labels: tensor1d(labels, 'int32'),
    };
  },
};

/** As LeNet-5 with tanh: some windows of its maximum pooling have no positive value. */
function leNet(): LayersModel {
  const seeded = (seed: number) => ({ kernelInitializer: initializers.glorotUniform({ seed }) });
  const tanh = { activation: 'tanh' } as const;
  return sequential({
    layers: [
      layers.conv2d({
        filters: 6,
        kernelSize: 5,
        padding: 'same',
        inputShape: [SIDE, SIDE, 1],
        ...tanh,
        ...seeded(1),
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 16, kernelSize: 3, ...tanh, ...seeded(2) }),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 20, ...tanh, ...seeded(3) }),
      layers.dense({ units: 4, ...seeded(4) }),
    ],
  });
}

/** As a MobileNet: depthwise convolutions, with strides and without. */
function depthwiseNet(): LayersModel {
  const seeded = (seed: number) => ({
    depthwiseInitializer: initializers.glorotUniform({ seed }),
    pointwiseInitializer: initializers.glorotUniform({ seed: seed + 10 }),
  });
  return sequential({
    layers: [
      layers.depthwiseConv2d({
        kernelSize: 3,
        depthMultiplier: 4,
        padding: 'same',
        inputShape: [SIDE, SIDE, 1],
        activation: 'relu',
        depthwiseInitializer: initializers.glorotUniform({ seed: 1 }),
      }),
      layers.separableConv2d({
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        activation: 'relu',
        ...seeded(2),
      }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 4, kernelInitializer: initializers.glorotUniform({ seed: 4 }) }),
    ],
  });
}

const small = { inputShape: [SIDE, SIDE, 1], classes: 4 } as const;

const NETS: [name: string, build: () => LayersModel, rate: number][] = [
  ['plain8', () => cifarPlain({ depth: 8, ...small }), 0.05],
  ['resnet8', () => cifarResNet({ depth: 8, ...small }), 0.05],
  ['resnet8 with projections', () => cifarResNet({ depth: 8, shortcut: 'B', ...small }), 0.05],
  ['LeNet', leNet, 0.1],
  ['depthwise', depthwiseNet, 0.1],
];

const STEPS = 4;

/** Losses of each step, then the loss and the error of the trained net. */
async function trained(backend: 'wasm' | 'cpu', build: () => LayersModel, rate: number): Promise<number[]> {
  expect(await setBackend(backend)).toBe(true);
  const before = memory().numTensors;
  const model = build();
  const optimizer = sgd({ momentum: 0.9, weightDecay: 1e-4 });
  const losses: number[] = [];
  let tensors = 0;
  await train({
    model,
    data: DATA,
    steps: STEPS,
    batch: 8,
    schedule: constantRate({ rate }),
    optimizer,
    onStep: ({ step, loss }) => {
      losses.push(loss);
      if (step === 1) tensors = memory().numTensors;
      // While a step runs the next one's images and labels are made.
      expect(memory().numTensors).toBe(step < STEPS ? tensors : tensors - 2);
    },
  });
  const { loss, error } = await evaluate({ model, data: DATA, batch: 16 });
  optimizer.dispose();
  model.dispose();
  expect(memory().numTensors).toBe(before);
  return [...losses, loss, error];
}

test.each(NETS)('%s trains as on the cpu backend', async (_, build, rate) => {
  const wasm = await trained('wasm', build, rate);
  const cpu = await trained('cpu', build, rate);
  expect(wasm).toHaveLength(STEPS + 2);
  for (const [place, loss] of cpu.entries()) expect(Math.abs((wasm[place] ?? NaN) - loss)).toBeLessThan(1e-4);
  // The comparison means something: the losses change.
  expect(new Set(cpu.map((loss) => loss.toFixed(4))).size).toBeGreaterThan(STEPS / 2);
});
