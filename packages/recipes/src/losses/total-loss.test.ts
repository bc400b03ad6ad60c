import '@tensorflow/tfjs-backend-cpu';
import { scalar, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { classificationLoss } from './classification-loss.ts';
import { totalLoss } from './total-loss.ts';

const labels = tensor1d([0, 1], 'int32');
const logits = (scale: number): Tensor2D => tensor2d([scale, 0, 1, -scale, 2, 0.5], [2, 3]);
const loss = classificationLoss();
const valueOf = (scale: number): number => loss(logits(scale), labels).dataSync()[0] ?? Number.NaN;

test('one output has its own loss', () => {
  expect(totalLoss({ outputs: [logits(1)], labels, loss }).dataSync()[0]).toBe(valueOf(1));
});

test('auxiliary outputs weigh 0.3 each, or as told', () => {
  const outputs = [logits(1), logits(2), logits(-3)];
  const auxiliary = valueOf(2) + valueOf(-3);
  expect(totalLoss({ outputs, labels, loss }).dataSync()[0]).toBeCloseTo(valueOf(1) + 0.3 * auxiliary, 6);
  expect(totalLoss({ outputs, labels, loss, auxiliaryWeight: 0.5 }).dataSync()[0]).toBeCloseTo(
    valueOf(1) + 0.5 * auxiliary,
    6,
  );
});

test('mixed labels reach every output', () => {
  const outputs = [logits(1), logits(2)];
  const mixed = { labels: tensor1d([1, 0], 'int32'), share: scalar(0) };
  const swapped = totalLoss({ outputs, labels: mixed.labels, loss });
  expect(totalLoss({ outputs, labels, loss, mixed }).dataSync()[0]).toBeCloseTo(
    swapped.dataSync()[0] ?? Number.NaN,
    6,
  );
});

test('no output, or a weight that is no number of at least 0, is refused', () => {
  expect(() => totalLoss({ outputs: [], labels, loss })).toThrow(
    'outputs must be the logits of at least one output; got none.',
  );
  expect(() => totalLoss({ outputs: [logits(1)], labels, loss, auxiliaryWeight: -1 })).toThrow(
    'auxiliaryWeight must be a finite number of at least 0; got -1.',
  );
});
