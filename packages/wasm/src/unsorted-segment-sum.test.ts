import { tensor, tensor1d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectSame, resultsOn, runKernel, values } from '../test/both-backends.ts';

test.each([
  [[5], [0, 1, 1, 0, 2], 3],
  [[5, 3], [0, 1, 1, 0, 2], 4],
  [[4, 2, 3], [3, 0, 3, 1], 4],
  [[4, 3], [-1, 0, 7, 1], 2],
])('rows of %j with the segments %j of %i', async (shape, segments, numSegments) => {
  await expectSame({
    inputs: () => ({ x: values(shape, 1), segmentIds: tensor1d(segments, 'int32') }),
    compute: (inputs) => runKernel('UnsortedSegmentSum', inputs, { numSegments }),
  });
});

test('whole numbers stay whole numbers', async () => {
  const [sums] = await resultsOn('wasm', {
    inputs: () => ({ x: tensor([1, 2, 16_777_217], [3], 'int32'), segmentIds: tensor1d([1, 1, 0], 'int32') }),
    compute: (inputs) => runKernel('UnsortedSegmentSum', inputs, { numSegments: 2 }),
  });
  expect(sums).toEqual({ shape: [2], dtype: 'int32', values: [16_777_217, 3] });
});
