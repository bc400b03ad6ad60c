import '@tensorflow/tfjs-backend-cpu';
import { memory, profile, tensor, variable } from '@tensorflow/tfjs-core';
import type { Rank, Tensor, Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { sgd } from './sgd.ts';
import type { SgdOptions } from './sgd.ts';

type Case = Required<Omit<SgdOptions, 'form' | 'decoupled' | 'groups'>>;

const RATES = [0.1, 0.1, 0.02, 0.5, 0.5];
const KERNEL = [1, -2, 0.5, 4];
const BIAS = [0.25, -0.75];

interface Sample {
  readonly kernel: Variable<Rank.R2>;
  readonly bias: Variable<Rank.R1>;
}

const gradientAt = (step: number, index: number): number => Math.sin(step * 3 + index);

const variables = (): Sample => ({
  kernel: variable(tensor(KERNEL, [2, 2]) as Tensor<Rank.R2>),
  bias: variable(tensor(BIAS, [2]) as Tensor<Rank.R1>),
});

function gradients({ kernel, bias }: Sample, step: number): Record<string, Tensor> {
  return {
    [kernel.name]: tensor(
      KERNEL.map((_, index) => gradientAt(step, index)),
      [2, 2],
    ),
    [bias.name]: tensor(
      BIAS.map((_, index) => gradientAt(step, index)),
      [2],
    ),
  };
}

/** The same rule in plain numbers. */
function reference(start: readonly number[], options: Case, decays: boolean): number[] {
  const { momentum, weightDecay, nesterov } = options;
  return start.map((initial, index) => {
    let weight = initial;
    let velocity = 0;
    for (const [step, rate] of RATES.entries()) {
      const slope = gradientAt(step, index) + (decays ? weightDecay * weight : 0);
      velocity = momentum * velocity + slope;
      weight -= rate * (nesterov ? slope + momentum * velocity : velocity);
    }
    return weight;
  });
}

function run(options: SgdOptions): { kernel: number[]; bias: number[] } {
  const sample = variables();
  const optimizer = sgd(options);
  for (const [step, rate] of RATES.entries()) {
    const slopes = gradients(sample, step);
    optimizer.step({ variables: [sample.kernel, sample.bias], gradients: slopes, rate });
    for (const slope of Object.values(slopes)) slope.dispose();
  }
  const result = { kernel: [...sample.kernel.dataSync()], bias: [...sample.bias.dataSync()] };
  optimizer.dispose();
  sample.kernel.dispose();
  sample.bias.dispose();
  return result;
}

const CASES: Case[] = [0, 0.9].flatMap((momentum) =>
  [0, 0.3].flatMap((weightDecay) =>
    (['kernels', 'all'] as const).flatMap((decay) =>
      [false, true]
        .filter((nesterov) => momentum > 0 || !nesterov)
        .map((nesterov) => ({ momentum, weightDecay, decay, nesterov })),
    ),
  ),
);

test.each(CASES)('equals the rule worked out in plain numbers: %o', (options) => {
  const { kernel, bias } = run(options);
  for (const [index, expected] of reference(KERNEL, options, true).entries()) {
    expect(kernel[index]).toBeCloseTo(expected, 5);
  }
  for (const [index, expected] of reference(BIAS, options, options.decay === 'all').entries()) {
    expect(bias[index]).toBeCloseTo(expected, 5);
  }
});

test('two steps by hand: rate 0.1, momentum 0.5, decay 0.1', () => {
  const weight = variable(tensor([[2]]));
  const optimizer = sgd({ momentum: 0.5, weightDecay: 0.1 });
  for (const gradient of [1, -1]) {
    optimizer.step({ variables: [weight], gradients: { [weight.name]: tensor([[gradient]]) }, rate: 0.1 });
  }
  // v = 1 + 0.2 = 1.2, w = 2 - 0.12 = 1.88; v = 0.6 - 1 + 0.188 = -0.212, w = 1.88 + 0.0212
  expect(weight.dataSync()[0]).toBeCloseTo(1.9012, 6);
});

test.each([
  { options: { momentum: 0.9, weightDecay: 1e-4 }, operations: 4 + 2 + 4 },
  { options: { momentum: 0.9, weightDecay: 1e-4, nesterov: true }, operations: 6 + 2 + 6 },
  { options: { momentum: 0 }, operations: 2 + 2 },
])('runs $operations operations for a kernel and a bias: $options', async ({ options, operations }) => {
  const sample = variables();
  const slopes = gradients(sample, 0);
  const optimizer = sgd(options);
  const step = (): void =>
    optimizer.step({ variables: [sample.kernel, sample.bias], gradients: slopes, rate: 0.1 });
  step();
  const { kernels } = await profile(step);
  expect(kernels.length).toBe(operations);
});

test('its operations are those, and in the order, that a compiled step makes one pass of', async () => {
  const sample = variables();
  const slopes = gradients(sample, 0);
  const optimizer = sgd({ weightDecay: 1e-4 });
  const step = (): void =>
    optimizer.step({ variables: [sample.kernel, sample.bias], gradients: slopes, rate: 0.1 });
  step();
  const names = (await profile(step)).kernels.map(({ name }) => name);
  const [decay, momentum, update] = [
    ['Multiply', 'Add'],
    ['Multiply', 'Add'],
    ['Multiply', 'Sub'],
  ];
  expect(names).toEqual([decay, momentum, update, momentum, update].flat());
});

test('keeps one velocity per variable and frees them', () => {
  const sample = variables();
  const slopes = gradients(sample, 0);
  const before = memory().numTensors;
  const optimizer = sgd({ weightDecay: 0.1, nesterov: true });
  expect(memory().numTensors).toBe(before);
  for (let step = 0; step < 5; step++) {
    optimizer.step({ variables: [sample.kernel, sample.bias], gradients: slopes, rate: 0.1 });
    expect(memory().numTensors).toBe(before + 2);
  }
  optimizer.dispose();
  expect(memory().numTensors).toBe(before);
});

test('leaves a variable without a gradient as it is', () => {
  const sample = variables();
  const optimizer = sgd({ weightDecay: 1 });
  optimizer.step({ variables: [sample.kernel], gradients: {}, rate: 1 });
  expect([...sample.kernel.dataSync()]).toEqual(KERNEL);
});

test('bad options are refused in one sentence', () => {
  expect(() => sgd({ momentum: 1 })).toThrow('momentum must be at least 0 and below 1; got 1.');
  expect(() => sgd({ weightDecay: -1 })).toThrow(
    'weightDecay must be a finite number of at least 0; got -1.',
  );
  expect(() => sgd({ momentum: 0, nesterov: true })).toThrow(
    'nesterov needs a momentum above 0; got momentum 0.',
  );
  expect(() => sgd({ decay: 'some' as 'all' })).toThrow(
    "decay must be 'kernels', 'convolutions', 'all', 'none', or a function of a variable; got 'some'.",
  );
  expect(() => sgd().step({ variables: [], gradients: {}, rate: -1 })).toThrow(
    'rate must be a finite number of at least 0; got -1.',
  );
});
