import { engine, ready, zeros } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testConvolutions } from '../../test/convolution-cases.ts';
import type { TensorFlowBackend } from '../backend.ts';

// The plain CPU kernels, as on machines that are not x86: what they refuse is composed. Read when the library is loaded.
process.env['TF_ENABLE_ONEDNN_OPTS'] = '0';

test('these tests run without oneDNN', async () => {
  await ready();
  const backend = engine().backend as TensorFlowBackend;
  const [x, filter] = [zeros([1, 3, 4, 4]), zeros([2, 2, 3, 1])];
  expect(() =>
    backend.run1('Conv2D', [x, filter], {
      strides: { kind: 'ints', value: [1, 1, 1, 1] },
      padding: { kind: 'string', value: 'SAME' },
      data_format: { kind: 'string', value: 'NCHW' },
    }),
  ).toThrow(/only supports the NHWC/);
  x.dispose();
  filter.dispose();
});

testConvolutions();
