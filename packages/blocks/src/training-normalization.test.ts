import '@tensorflow/tfjs-backend-cpu';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  grads,
  memory,
  mul,
  randomNormal,
  registerKernel,
  sum,
  tidy,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { KernelConfig, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs-core
import { afterEach, describe, expect, test } from 'vitest';
import { trainingNormalization } from './training-normalization.ts';

const SHAPE: [number, number, number, number] = [3, 2, 2, 3];
const EPSILON = 1e-3;
const CHANNELS = 3;
const COUNT = 12;

/** Batch normalization in 64-bit arithmetic, written from the paper. */
function reference(x: readonly number[], scale: readonly number[], offset: readonly number[]) {
  const channel = (c: number): number[] => x.filter((_, index) => index % CHANNELS === c);
  const mean = scale.map((_, c) => channel(c).reduce((a, b) => a + b, 0) / COUNT);
  const squares = mean.map((m, c) => channel(c).reduce((a, b) => a + (b - m) ** 2, 0));
  const deviation = squares.map((square) => Math.sqrt(square / COUNT + EPSILON));
  const y = x.map((value, index) => {
    const c = index % CHANNELS;
    const [m = 0, d = 0, s = 0, o = 0] = [mean[c], deviation[c], scale[c], offset[c]];
    return ((value - m) / d) * s + o;
  });
  return { y, mean, deviation, unbiased: squares.map((square) => square / (COUNT - 1)) };
}

/** Central differences of `f`. */
function differentiate(f: (values: readonly number[]) => number, at: readonly number[]): number[] {
  return at.map((value, index) => {
    const [up, down] = [1e-5, -1e-5].map((step) => f(at.map((v, i) => (i === index ? value + step : v))));
    return ((up ?? 0) - (down ?? 0)) / 2e-5;
  });
}

/** Plain implementations of the engine's two kernels, counting their calls. */
function registerFusedKernels(): Record<string, number> {
  const calls = { forward: 0, backward: 0 };
  const values = (backend: unknown, info: unknown): number[] => [
    ...((backend as MathBackendCPU).readSync((info as Tensor).dataId) as Float32Array),
  ];
  const output = (backend: unknown, shape: number[], data: readonly number[]) =>
    (backend as MathBackendCPU).makeTensorInfo(shape, 'float32', Float32Array.from(data));
  const forward: KernelConfig = {
    kernelName: 'FusedBatchNormV3',
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      calls.forward++;
      const read = (name: string): number[] => values(backend, inputs[name]);
      const factor = Number(attrs?.['exponentialAvgFactor']);
      const { y, mean, deviation, unbiased } = reference(read('x'), read('scale'), read('offset'));
      const blend = (running: number[], batch: readonly number[]): number[] =>
        running.map((value, c) => (1 - factor) * value + factor * (batch[c] ?? 0));
      const means = blend(read('mean'), mean);
      const variances = blend(read('variance'), unbiased);
      const channels = [means, variances, mean, deviation, deviation].map((data) =>
        output(backend, [CHANNELS], data),
      );
      return [output(backend, SHAPE, y), ...channels];
    },
  };
  const backward: KernelConfig = {
    kernelName: 'FusedBatchNormGradV3',
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      calls.backward++;
      expect(attrs?.['epsilon']).toBe(EPSILON);
      const read = (name: string): number[] => values(backend, inputs[name]);
      const [dy, x, scale, mean] = [read('dy'), read('x'), read('scale'), read('reserve1')];
      expect(read('reserve3')).toEqual(read('reserve2'));
      const zeros = [0, 0, 0];
      const loss = (a: readonly number[], b: readonly number[], c: readonly number[]): number =>
        reference(a, b, c).y.reduce((total, value, index) => total + value * (dy[index] ?? 0), 0);
      expect(mean).toHaveLength(CHANNELS);
      const dx = differentiate((at) => loss(at, scale, zeros), x);
      const dScale = differentiate((at) => loss(x, at, zeros), scale);
      const dOffset = differentiate((at) => loss(x, scale, at), zeros);
      return [
        output(backend, SHAPE, dx),
        output(backend, [CHANNELS], dScale),
        output(backend, [CHANNELS], dOffset),
      ];
    },
  };
  registerKernel(forward);
  registerKernel(backward);
  return calls;
}

let registered = false;
afterEach(() => {
  if (!registered) return;
  for (const name of ['FusedBatchNormV3', 'FusedBatchNormGradV3']) unregisterKernel(name, 'cpu');
  registered = false;
});

describe.each(['composed', 'fused'])('%s', (kind) => {
  function setUp() {
    const calls = kind === 'fused' ? registerFusedKernels() : { forward: 0, backward: 0 };
    registered = kind === 'fused';
    const draw = (shape: number[], seed: number): Tensor => randomNormal(shape, 1, 2, 'float32', seed);
    const [x, weight] = [draw(SHAPE, 1) as Tensor4D, draw(SHAPE, 2)];
    const [scale, offset, runningMean, runningVariance] = [3, 4, 5, 6].map((seed) => draw([CHANNELS], seed));
    const running = {
      mean: runningMean as Tensor1D,
      variance: runningVariance as Tensor1D,
      momentum: 0.75,
      epsilon: EPSILON,
    };
    return { calls, x, weight, scale: scale as Tensor1D, offset: offset as Tensor1D, running };
  }
  const numbers = (tensor: Tensor | undefined): number[] => [...(tensor?.dataSync() ?? [])];
  const expectClose = (actual: readonly number[], expected: readonly number[], digits: number): void => {
    expect(actual).toHaveLength(expected.length);
    for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index] ?? 0, digits);
  };

  test('output and running statistics are those of the paper, the variance unbiased', () => {
    const { x, scale, offset, running } = setUp();
    const statistics: number[][] = [];
    const y = trainingNormalization({ x, scale, offset, ...running }, (mean, variance) => {
      statistics.push(numbers(mean), numbers(variance));
    });
    const expected = reference(numbers(x), numbers(scale), numbers(offset));
    expectClose(numbers(y), expected.y, 4);
    const blend = (before: Tensor, batch: readonly number[]): number[] =>
      numbers(before).map((value, c) => 0.75 * value + 0.25 * (batch[c] ?? 0));
    expect(statistics).toHaveLength(2);
    expectClose(statistics[0] ?? [], blend(running.mean, expected.mean), 5);
    expectClose(statistics[1] ?? [], blend(running.variance, expected.unbiased), 5);
  });

  test('gradients equal numerical differentiation', () => {
    const { calls, x, weight, scale, offset, running } = setUp();
    const loss = (a: Tensor, b: Tensor, c: Tensor): Tensor => {
      const [x4, scale1, offset1] = [a as Tensor4D, b as Tensor1D, c as Tensor1D];
      const inputs = { x: x4, scale: scale1, offset: offset1, ...running };
      return sum(
        mul(
          weight,
          trainingNormalization(inputs, () => {}),
        ),
      );
    };
    const [dx, dScale, dOffset] = grads(loss)([x, scale, offset]);
    const w = numbers(weight);
    const referenceLoss = (a: readonly number[], b: readonly number[], c: readonly number[]): number =>
      reference(a, b, c).y.reduce((total, value, index) => total + value * (w[index] ?? 0), 0);
    const [at, s, o] = [numbers(x), numbers(scale), numbers(offset)];
    expectClose(
      numbers(dx),
      differentiate((values) => referenceLoss(values, s, o), at),
      3,
    );
    expectClose(
      numbers(dScale),
      differentiate((values) => referenceLoss(at, values, o), s),
      3,
    );
    expectClose(
      numbers(dOffset),
      differentiate((values) => referenceLoss(at, s, values), o),
      3,
    );
    expect(calls).toEqual(kind === 'fused' ? { forward: 1, backward: 1 } : { forward: 0, backward: 0 });
  });

  test('no tensor stays behind, with a gradient or without', () => {
    const { x, scale, offset, running } = setUp();
    const run = (a: Tensor): Tensor =>
      sum(trainingNormalization({ x: a as Tensor4D, scale, offset, ...running }, () => {}));
    const before = memory().numTensors;
    tidy(() => void grads(run)([x]));
    tidy(() => void run(x));
    expect(memory().numTensors).toBe(before);
  });
});
