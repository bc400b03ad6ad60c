import { engine, ready, tidy, zeros } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { refusal } from '../../test/refused-call.ts';
import type { TensorFlowBackend } from '../backend.ts';
import { ints, string } from '../eager/attributes.ts';
import '../register.ts';

const ONES = [1, 1, 1, 1, 1];
const POOL = { ksize: ints([1, 2, 2, 2, 1]), strides: ints([1, 2, 2, 2, 1]), padding: string('VALID') };
const CONV = { strides: ints(ONES), dilations: ints(ONES), padding: string('SAME') };
const HUGE = 2 ** 31 - 1;

test.each([
  ['AvgPool3DGrad', [[], { x: [1, 2, 2, 2, 2] }], POOL, /needs 5 sizes as input 0, got \[\]/],
  [
    'AvgPool3DGrad',
    [[1, 4, 4, 4, 2], { x: [2, 2, 2, 2, 2] }],
    POOL,
    /needs a gradient of shape \[1, 2, 2, 2, 2\] as input 1, got \[2, 2, 2, 2, 2\]/,
  ],
  [
    'AvgPoolGrad',
    [[1, 4, 4, 3], { x: [2, 2, 3, 3] }],
    { ksize: ints([1, 2, 2, 1]), strides: ints([1, 2, 2, 1]), padding: string('VALID') },
    /needs a gradient of shape \[1, 2, 2, 3\] as input 1/,
  ],
  [
    'Conv3DBackpropInputV2',
    [[1, 4, 4, 4, 2], { x: [2, 2, 2, 2, 3] }, { x: [1, 4, 4, 4, 3] }],
    { ...CONV, dilations: ints([]) },
    /needs 5 whole numbers from 1 to 16777216 as its attribute dilations, got \[\]/,
  ],
  [
    'Conv3DBackpropInputV2',
    [[1, 4, 4, 4, 2], { x: [2, 2, 2, 2, 3] }, { x: [1, 4, 4, 4, 3] }],
    { ...CONV, dilations: ints([1, 1, HUGE, 1, 1]) },
    /attribute dilations, got \[1, 1, 2147483647, 1, 1\]/,
  ],
  [
    'Conv3DBackpropInputV2',
    [[HUGE, 100, HUGE, 2, 0], { x: [2, 2, 2, 2, 3] }, { x: [1, 4, 4, 4, 3] }],
    CONV,
    /needs 5 sizes as input 0/,
  ],
  [
    'Conv3DBackpropFilterV2',
    [{ x: [1, 4, 4, 4, 2] }, [2, 2, 2, 2, 3], { x: [1, 4, 4, 4, 3] }],
    { ...CONV, strides: ints([]) },
    /attribute strides, got \[\]/,
  ],
] as const)('%s of %j is refused instead of ending the process', async (op, given, attributes, message) => {
  await ready();
  const backend = engine().backend as TensorFlowBackend;
  const call = (): unknown =>
    tidy(() => {
      const inputs = given.map((one) => ('x' in one ? zeros([...one.x]) : backend.int32([...one])));
      backend.run(op, inputs, attributes, 1);
    });
  expect(refusal(call).message).toMatch(message);
});
