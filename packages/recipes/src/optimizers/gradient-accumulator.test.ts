import '@tensorflow/tfjs-backend-cpu';
import { dispose, memory, scalar, tensor1d, tidy, variable } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gradientAccumulator } from './gradient-accumulator.ts';

const weight = (): Variable => tidy(() => variable(tensor1d([0, 0])));
const shown = (gradients: NamedTensorMap): Record<string, number[]> =>
  Object.fromEntries(Object.entries(gradients).map(([name, value]) => [name, [...value.dataSync()]]));

test('sums the shares, gives them once, and begins at 0 again', () => {
  const start = memory().numTensors;
  const [first, second] = [weight(), weight()];
  const before = memory().numTensors;
  const sums = gradientAccumulator();
  const add = (values: number[]): void =>
    tidy(() => sums.add([first, second], { [first.name]: tensor1d(values) }, scalar(0.5)));
  add([1, 2]);
  add([3, -6]);
  // One sum for each variable, whether it has had a gradient or not.
  expect(memory().numTensors).toBe(before + 2);
  const taken = sums.take([first, second]);
  expect(shown(taken)).toEqual({ [first.name]: [2, -2], [second.name]: [0, 0] });
  const again = sums.take([first, second]);
  expect(shown(again)).toEqual({ [first.name]: [0, 0], [second.name]: [0, 0] });
  add([8, 8]);
  // What was taken is a copy.
  expect(shown(taken)[first.name]).toEqual([2, -2]);
  dispose([taken, again]);
  expect(memory().numTensors).toBe(before + 2);
  sums.dispose();
  dispose([first, second]);
  expect(memory().numTensors).toBe(start);
});
