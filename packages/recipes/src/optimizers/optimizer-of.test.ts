import '@tensorflow/tfjs-backend-cpu';
import { dispose, memory, scalar, tensor, tidy, variable, zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { adamW } from './adam-w.ts';
import { lars } from './lars.ts';
import { optimizerOf } from './optimizer-of.ts';
import type { OptimizerSpec } from './optimizer-of.ts';
import { sgd } from './sgd.ts';
import type { WeightGroup } from './weight-groups.ts';

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
  const weightsThen = variables.map((one) => one.clone());
  const slotsThen = (first.slots?.(variables) ?? []).map(({ value }) => value.clone());
  if (names.length > 0)
    expect(
      copy(slotsThen)
        .flat()
        .some((x) => x !== 0),
    ).toBe(true);
  for (const number of [3, 4]) step(first, number);
  const end = copy(variables);
  // Another optimizer with the same slots goes on in the same way, and with one of them left out it does not.
  const resumed = (left?: number): number[][] => {
    const second = optimizerOf(spec);
    for (const [index, weight] of variables.entries()) weight.assign(weightsThen[index] as Tensor);
    for (const [index, { value }] of (second.slots?.(variables) ?? []).entries())
      if (index !== left) value.assign(slotsThen[index] as Tensor);
    for (const number of [3, 4]) step(second, number);
    second.dispose();
    return copy(variables);
  };
  expect(resumed()).toEqual(end);
  for (const left of slotsThen.keys()) expect(resumed(left), names[left]).not.toEqual(end);
  first.dispose();
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

test.each<readonly [object, string]>([
  [[], "optimizer must be an optimizer, such as { type: 'sgd', momentum: 0.9 }; got []."],
  [{}, 'optimizer.type is missing; it must be one of sgd, adamW, lars.'],
  [{ type: 'adam' }, 'optimizer.type must be one of sgd, adamW, lars; got "adam"; did you mean "adamW"?'],
  [
    { type: 'sgd', momentom: 0.9 },
    'optimizer has no key "momentom"; did you mean "momentum"? It has type, momentum,',
  ],
  [{ type: 'sgd', form: 'keras' }, 'optimizer.form must be one of pytorch, caffe; got "keras".'],
  [{ type: 'sgd', nesterov: 1 }, 'optimizer.nesterov must be true or false; got 1.'],
  [{ type: 'sgd', momentum: 1 }, 'optimizer.momentum must be a number of at least 0 and below 1; got 1.'],
  [{ type: 'sgd', momentum: 0, nesterov: true }, 'nesterov needs a momentum above 0; got momentum 0.'],
  [{ type: 'sgd', decay: () => true }, 'optimizer.decay must be one of kernels, convolutions, all, none'],
  [{ type: 'adamW', beta1: 1 }, 'optimizer.beta1 must be a number of at least 0 and below 1; got 1.'],
  [{ type: 'adamW', beta2: '1' }, 'optimizer.beta2 must be a number of at least 0 and below 1; got "1".'],
  [{ type: 'adamW', epsilon: 0 }, 'optimizer.epsilon must be a number above 0; got 0.'],
  [
    { type: 'adamW', weightDecay: Infinity },
    'optimizer.weightDecay must be a number of at least 0; got Infinity.',
  ],
  [{ type: 'lars', nesterov: true }, 'optimizer has no key "nesterov"; it has type, momentum,'],
  [{ type: 'lars', trust: Number.NaN }, 'optimizer.trust must be a number above 0; got NaN.'],
  [
    { type: 'sgd', groups: [{ match: 'bias' }] },
    'optimizer.groups[0].match must be one of kernels, convolutions, biases, scales, offsets, batchNorm; got "bias"; did you mean "biases"?',
  ],
  [
    { type: 'adamW', groups: [{ match: 'biases', rateFacter: 1 }] },
    'optimizer.groups[0] has no key "rateFacter"; did you mean "rateFactor"?',
  ],
])('refuses %j', (spec, message) => {
  const before = memory().numTensors;
  expect(() => optimizerOf(spec as OptimizerSpec)).toThrow(message);
  expect(memory().numTensors).toBe(before);
});

/** What the functions say themselves, to whoever calls them without a recipe. */
test.each<readonly [() => unknown, string]>([
  [() => sgd({ form: 'keras' as 'caffe' }), "form must be 'pytorch' or 'caffe'; got 'keras'."],
  [() => sgd({ momentum: Number.NaN }), 'momentum must be at least 0 and below 1; got NaN.'],
  [() => adamW({ beta1: 1 }), 'beta1 must be at least 0 and below 1; got 1.'],
  [() => adamW({ beta2: -0.1 }), 'beta2 must be at least 0 and below 1; got -0.1.'],
  [() => adamW({ epsilon: -1 }), 'epsilon must be a finite number of at least 0; got -1.'],
  [
    () => adamW({ weightDecay: Infinity }),
    'weightDecay must be a finite number of at least 0; got Infinity.',
  ],
  [
    () => adamW({ decay: 'biases' as 'all' }),
    "decay must be 'kernels', 'convolutions', 'all', 'none', or a function of a variable; got 'biases'.",
  ],
  [
    () => adamW({ lr: 1 } as object),
    'adamW has no option "lr": the learning rate comes from the schedule of train',
  ],
  [() => lars({ momentum: 1 }), 'momentum must be at least 0 and below 1; got 1.'],
  [() => lars({ weightDecay: -1 }), 'weightDecay must be a finite number of at least 0; got -1.'],
  [() => lars({ trust: Number.NaN }), 'trust must be a finite number of at least 0; got NaN.'],
  [
    () => lars({ nesterov: true } as object),
    'lars has no option "nesterov"; it has momentum, weightDecay, decay, trust.',
  ],
  [
    () => sgd({ groups: {} as [] }),
    "groups must be an array such as [{ match: 'biases', rateFactor: 64 }]; got an object.",
  ],
  [
    () => sgd({ groups: [{ match: 'bias' as 'biases' }] }),
    "groups[0].match must be one of kernels, convolutions, biases, scales, offsets, batchNorm, or a function of a variable; got 'bias'.",
  ],
  [
    () => adamW({ groups: [{ match: 'biases', rateFactor: -1 }] }),
    'groups[0].rateFactor must be a finite number of at least 0; got -1.',
  ],
  [
    () => adamW({ groups: [{ match: 'biases', weightDecay: Number.NaN }] }),
    'groups[0].weightDecay must be a finite number of at least 0; got NaN.',
  ],
  [
    () => sgd({ groups: [{ match: 'biases', factor: 1 } as object as WeightGroup] }),
    'a weight group has no option "factor"; it has match, rateFactor, weightDecay.',
  ],
])('%s is refused', (call, message) => {
  expect(call).toThrow(message);
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
