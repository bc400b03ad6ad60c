import '@tensorflow/tfjs-backend-cpu';
import { losses, memory, oneHot, randomNormal, tensor1d, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { cifarPlain, cifarResNet, resNet } from '../src/index.ts';

// Small images keep this quick; a batch of 4 because the ImageNet nets end in maps of 1x1 here, and batch normalization
// of 2 values would leave hardly any gradient.
test.each([
  ['plain8', () => cifarPlain({ depth: 8, inputShape: [8, 8, 3] })],
  ['resnet8 A', () => cifarResNet({ depth: 8, inputShape: [8, 8, 3] })],
  ['resnet8 C', () => cifarResNet({ depth: 8, inputShape: [8, 8, 3], shortcut: 'C' })],
  ['plain20', () => cifarPlain({ depth: 20, inputShape: [8, 8, 3] })],
  ['resnet20', () => cifarResNet({ depth: 20, inputShape: [8, 8, 3] })],
  ['resnet18', () => resNet({ depth: 18, inputShape: [16, 16, 3], classes: 10 })],
  ['resnet50', () => resNet({ depth: 50, inputShape: [16, 16, 3], classes: 10 })],
] as const)('%s: every weight gets a finite gradient that is not zero', (_, build) => {
  const before = memory().numTensors;
  const model = build();
  const weights = model.trainableWeights.length;
  tidy(() => {
    const images = randomNormal(
      [4, ...(model.inputs[0]?.shape.slice(1) ?? [])] as number[],
      0,
      1,
      'float32',
      1,
    );
    const labels = oneHot(tensor1d([3, 7, 0, 5], 'int32'), 10);
    const { value, grads } = variableGrads(() => {
      const logits = model.apply(images, { training: true }) as Tensor;
      return losses.softmaxCrossEntropy(labels, logits) as Scalar;
    });
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    expect(Object.keys(grads)).toHaveLength(weights);
    for (const [name, gradient] of Object.entries(grads)) {
      const largest = (gradient.dataSync() as Float32Array).reduce(
        (most, x) => Math.max(most, Math.abs(x)),
        0,
      );
      expect(largest, name).toBeGreaterThan(0);
      expect(largest, name).toBeLessThan(Infinity);
    }
  });
  model.dispose();
  expect(memory().numTensors).toBe(before);
});
