import '@tensorflow/tfjs-backend-cpu';
import { dispose, memory, scalar, tensor, tidy, variable, zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { optimizerOf } from './optimizer-of.ts';
import type { OptimizerSpec } from './optimizer-of.ts';

const SHAPES = { conv: [1, 1, 2, 2], kernel: [2, 2], bias: [2] } as const;

const weights = (): Variable[] =>
  Object.values(SHAPES).map((shape) =>
    tidy(() => variable(tensor([1, 2, 3, 4].slice(0, count(shape)), [...shape]))),
  );
const count = (shape: readonly number[]): number => shape.reduce((all, size) => all * size, 1);

const gradients = (variables: readonly Variable[], step = 0): Record<string, Tensor> =>
  Object.fromEntries(
    variables.map(({ name, shape }) => [
      name,
      tensor(
        Float32Array.from({ length: count(shape) }, (_, index) => Math.cos(step + index)),
        shape,
      ),
    ]),
  );

const SLOTS: readonly (readonly [OptimizerSpec, readonly string[], whole: readonly string[]])[] = [
  [{ type: 'sgd', momentum: 0 }, [], []],
  [{ type: 'sgd' }, ['velocity'], []],
  [{ type: 'sgd', form: 'caffe', nesterov: true }, ['velocity'], []],
  [{ type: 'adamW' }, ['mean', 'meanSquare'], ['count']],
  [{ type: 'lars' }, ['velocity'], []],
];

test.each(SLOTS)('%j: its slots are all of its state', (spec, each, whole) => {
  const before = memory().numTensors;
  const variables = weights();
  const first = optimizerOf(spec);
  expect(first.takesTensorRate).toBe(true);
  const names = (first.slots?.(variables) ?? []).map(({ name, of }) => `${name} ${of?.name ?? ''}`);
  expect(names.sort()).toEqual(
    [
      ...whole.map((name) => `${name} `),
      ...each.flatMap((name) => variables.map((of) => `${name} ${of.name}`)),
    ].sort(),
  );
  // Slots that were there before the first step begin at 0, and the step uses them.
  for (const { value } of first.slots?.(variables) ?? [])
    expect([...value.dataSync()].every((x) => x === 0)).toBe(true);
  const step = (optimizer: typeof first, number: number): void =>
    tidy(() => optimizer.step({ variables, gradients: gradients(variables, number), rate: scalar(0.1) }));
  for (const number of [0, 1, 2]) step(first, number);
  const copy = (values: readonly Tensor[]): number[][] => values.map((value) => [...value.dataSync()]);
  const weightsThen = variables.map((each) => each.clone());
  const slotsThen = (first.slots?.(variables) ?? []).map(({ value }) => value.clone());
  if (names.length > 0)
    expect(
      copy(slotsThen)
        .flat()
        .some((x) => x !== 0),
    ).toBe(true);
  for (const number of [3, 4]) step(first, number);
  const end = copy(variables);
  // Another optimizer with the same slots goes on in the same way.
  const second = optimizerOf(spec);
  for (const [index, variable] of variables.entries()) variable.assign(weightsThen[index] as Tensor);
  for (const [index, { value }] of (second.slots?.(variables) ?? []).entries())
    value.assign(slotsThen[index] as Tensor);
  for (const number of [3, 4]) step(second, number);
  expect(copy(variables)).toEqual(end);
  first.dispose();
  second.dispose();
  dispose([variables, weightsThen, slotsThen]);
  expect(memory().numTensors).toBe(before);
});

test.each(SLOTS.map(([spec]) => spec))('%j: steps leave no tensor but its slots', (spec) => {
  const variables = weights();
  const slopes = gradients(variables);
  const optimizer = optimizerOf(spec);
  const before = memory().numTensors;
  const slots = optimizer.slots?.(variables).length ?? 0;
  for (let step = 0; step < 3; step++) {
    optimizer.step({ variables, gradients: slopes, rate: 0.1 });
    expect(memory().numTensors).toBe(before + slots);
  }
  optimizer.dispose();
  expect(memory().numTensors).toBe(before);
  dispose([variables, slopes]);
});

test.each(SLOTS.map(([spec]) => spec))('%j: a tensor as the rate does what the number does', (spec) => {
  const after = (rate: (value: number) => number | ReturnType<typeof scalar>): number[][] =>
    tidy(() => {
      const variables = weights();
      const optimizer = optimizerOf(spec);
      for (const value of [0.1, 0.05])
        optimizer.step({ variables, gradients: gradients(variables), rate: rate(value) });
      optimizer.dispose();
      return variables.map((each) => [...each.dataSync()]);
    });
  expect(after((value) => scalar(value))).toEqual(after((value) => value));
});

/** Which weights move with no slope but the decay's. */
test.each([
  ['all', [true, true, true]],
  ['kernels', [true, true, false]],
  ['convolutions', [true, false, false]],
  ['none', [false, false, false]],
] as const)("decay '%s' is for the weights that it names", (decay, decayed) => {
  for (const type of ['sgd', 'adamW', 'lars'] as const) {
    tidy(() => {
      const variables = weights();
      const starts = variables.map((each) => [...each.dataSync()]);
      const zeros = Object.fromEntries(variables.map((each) => [each.name, zerosLike(each)]));
      const optimizer = optimizerOf({ type, weightDecay: 0.5, decay });
      optimizer.step({ variables, gradients: zeros, rate: 0.1 });
      optimizer.dispose();
      const moved = variables.map((each, index) => [...each.dataSync()].join() !== starts[index]?.join());
      expect(moved, type).toEqual(decayed);
    });
  }
});

const refused = (spec: object): (() => unknown) => {
  return () => optimizerOf(spec as OptimizerSpec);
};

test.each<readonly [object, string]>([
  [{ type: 'adam' }, "optimizer.type must be 'sgd', 'adamW' or 'lars'; got 'adam'."],
  [{ type: 'sgd', form: 'keras' }, "form must be 'pytorch' or 'caffe'; got 'keras'."],
  [{ type: 'sgd', momentum: Number.NaN }, 'momentum must be at least 0 and below 1; got NaN.'],
  [{ type: 'adamW', beta1: 1 }, 'beta1 must be at least 0 and below 1; got 1.'],
  [{ type: 'adamW', beta2: -0.1 }, 'beta2 must be at least 0 and below 1; got -0.1.'],
  [{ type: 'adamW', epsilon: -1 }, 'epsilon must be a finite number of at least 0; got -1.'],
  [
    { type: 'adamW', weightDecay: Infinity },
    'weightDecay must be a finite number of at least 0; got Infinity.',
  ],
  [
    { type: 'adamW', decay: 'biases' },
    "decay must be 'kernels', 'convolutions', 'all' or 'none'; got 'biases'.",
  ],
  [{ type: 'adamW', lr: 1 }, 'adamW has no option "lr": the learning rate comes from the schedule of train'],
  [{ type: 'lars', momentum: 1 }, 'momentum must be at least 0 and below 1; got 1.'],
  [{ type: 'lars', weightDecay: -1 }, 'weightDecay must be a finite number of at least 0; got -1.'],
  [{ type: 'lars', trust: Number.NaN }, 'trust must be a finite number of at least 0; got NaN.'],
  [
    { type: 'lars', nesterov: true },
    'lars has no option "nesterov"; it has momentum, weightDecay, decay, trust.',
  ],
  [
    { type: 'sgd', groups: {} },
    "groups must be an array such as [{ match: 'biases', rateFactor: 64 }]; got an object.",
  ],
  [
    { type: 'sgd', groups: [{ match: 'bias' }] },
    "groups[0].match must be one of kernels, convolutions, biases, scales, offsets, batchNorm; got 'bias'.",
  ],
  [
    { type: 'adamW', groups: [{ match: 'biases', rateFactor: -1 }] },
    'groups[0].rateFactor must be a finite number of at least 0; got -1.',
  ],
  [
    { type: 'adamW', groups: [{ match: 'biases', weightDecay: '1' }] },
    'groups[0].weightDecay must be a finite number of at least 0; got 1.',
  ],
  [
    { type: 'sgd', groups: [{ match: 'biases', factor: 1 }] },
    'a weight group has no option "factor"; it has match, rateFactor, weightDecay.',
  ],
])('refuses %j', (spec, message) => {
  const before = memory().numTensors;
  expect(refused(spec)).toThrow(message);
  expect(memory().numTensors).toBe(before);
});

test.each(['sgd', 'adamW', 'lars'] as const)(
  '%s refuses a rate that is no finite number of at least 0',
  (type) => {
    const optimizer = optimizerOf({ type });
    for (const rate of [-1, Number.NaN, Infinity])
      expect(() => optimizer.step({ variables: [], gradients: {}, rate })).toThrow(
        `rate must be a finite number of at least 0; got ${rate}.`,
      );
    optimizer.dispose();
  },
);

test('lars leaves a weight or a gradient of 0 to plain momentum, and stays finite', () => {
  tidy(() => {
    const [zero, weight] = [variable(tensor([[0, 0]])), variable(tensor([[1, 2]]))];
    const optimizer = optimizerOf({ type: 'lars', weightDecay: 0, momentum: 0 });
    const slopes = { [zero.name]: tensor([[1, -1]]), [weight.name]: tensor([[0, 0]]) };
    optimizer.step({ variables: [zero, weight], gradients: slopes, rate: 0.5 });
    expect([...zero.dataSync()]).toEqual([-0.5, 0.5]);
    expect([...weight.dataSync()]).toEqual([1, 2]);
    optimizer.dispose();
  });
});
