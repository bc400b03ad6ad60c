import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { runOnFloats } from './casting.ts';
import { kernel } from './kernel.ts';

/** Softmax along the last axis, whatever the rank: TensorFlow's ops take it so too. */
export const CLASSIFICATION: readonly KernelConfig[] = [
  kernel<{ logits: TensorInfo }, { dim: number }>('Softmax', ({ inputs: { logits }, backend }) =>
    runOnFloats(backend, 'Softmax', [logits]),
  ),
  kernel<{ logits: TensorInfo }, { axis: number }>('LogSoftmax', ({ inputs: { logits }, backend }) =>
    runOnFloats(backend, 'LogSoftmax', [logits]),
  ),
  kernel<{ logits: TensorInfo; labels: TensorInfo }>(
    'SparseSoftmaxCrossEntropyWithLogits',
    ({ inputs: { logits, labels }, backend }) =>
      backend.run('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], {}, 2),
  ),
  kernel<{ logits: TensorInfo; labels: TensorInfo }>(
    'SoftmaxCrossEntropyWithLogits',
    ({ inputs: { logits, labels }, backend }) =>
      backend.run('SoftmaxCrossEntropyWithLogits', [logits, labels], {}, 2),
  ),
  kernel<{ dy: TensorInfo; features: TensorInfo }>('ReluGrad', ({ inputs: { dy, features }, backend }) =>
    backend.run1('ReluGrad', [dy, features]),
  ),
  kernel<{ dy: TensorInfo; features: TensorInfo }>('Relu6Grad', ({ inputs: { dy, features }, backend }) =>
    backend.run1('Relu6Grad', [dy, features]),
  ),
];
