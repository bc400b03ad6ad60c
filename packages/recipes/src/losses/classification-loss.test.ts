import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients of tfjs's own operations
import { memory, mul, scalar, tensor1d, tensor2d, tidy, valueAndGrad } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { goldenValue, readGoldenLosses } from '../../test/golden-losses.ts';
import { crossEntropy } from '../cross-entropy.ts';
import { classificationLoss } from './classification-loss.ts';
import type { ClassificationLoss, ClassificationLossOptions, MixedLabels } from './classification-loss.ts';

const golden = readGoldenLosses();
const { samples, classes } = golden;
const labelOf = (sample: number): number => (sample * 3) % classes;
const own = Array.from({ length: samples }, (_, sample) => labelOf(sample));

const logits = (): Tensor2D =>
  tensor2d(
    Array.from({ length: samples * classes }, (_, index) => goldenValue(index)),
    [samples, classes],
  );
const labels = (values: readonly number[] = own): Tensor1D => tensor1d([...values], 'int32');
const mixedWith = (share: number): MixedLabels => ({
  labels: labels(own.map((_, place) => own[own.length - 1 - place] as number)),
  share: scalar(share),
});

/** The loss and its slopes. */
function slopes(loss: ClassificationLoss, scores: Tensor2D, mixed?: MixedLabels) {
  const { value, grad } = valueAndGrad((x: Tensor) => loss(x as Tensor2D, labels(), mixed))(scores);
  return { loss: value.dataSync()[0] ?? Number.NaN, gradient: [...grad.dataSync()] };
}

test.each(golden.losses)(
  '$options with the share $share is as in PyTorch',
  ({ options, share, ...expected }) => {
    const found = slopes(
      classificationLoss(options),
      logits(),
      share === null ? undefined : mixedWith(share),
    );
    expect(found.loss).toBeCloseTo(expected.loss, 5);
    for (const [index, slope] of expected.gradient.entries())
      expect(found.gradient[index]).toBeCloseTo(slope, 6);
  },
);

test('plain cross entropy is that of crossEntropy to the last bit', () => {
  const plain = slopes(classificationLoss(), logits());
  expect(plain).toEqual(slopes((scores, of) => crossEntropy({ logits: scores, labels: of }), logits()));
});

test('a share of 1 is the loss without mixing', () => {
  const loss = classificationLoss({ labelSmoothing: 0.1 });
  expect(slopes(loss, logits(), mixedWith(1))).toEqual(slopes(loss, logits()));
});

test.each<ClassificationLossOptions>([
  { labelSmoothing: 0.2 },
  { type: 'binaryCrossEntropy' },
  { type: 'binaryCrossEntropy', overClasses: 'sum' },
])('%j stays finite for huge logits, and its gradient follows what comes after it', (options) => {
  const loss = classificationLoss(options);
  const huge = slopes(loss, mul(logits(), 1e6));
  expect([huge.loss, ...huge.gradient].every(Number.isFinite)).toBe(true);
  const single = slopes(loss, logits()).gradient;
  const tripled = slopes((scores, of) => mul(loss(scores, of), 3) as Scalar, logits()).gradient;
  tripled.forEach((slope, index) => expect(slope).toBeCloseTo(3 * (single[index] ?? Number.NaN), 6));
});

test('a class that -Infinity rules out costs nothing where it is no target', () => {
  const scores = tensor2d([0, 0, -Infinity], [1, 3]);
  const loss = classificationLoss()(scores, labels([0]), { labels: labels([1]), share: scalar(0.5) });
  expect(loss.dataSync()[0]).toBeCloseTo(Math.log(2), 6);
});

test('frees everything but the loss and the gradient', () => {
  const [scores, of, mixed] = [logits(), labels(), mixedWith(0.25)];
  const before = memory().numTensors;
  for (const options of golden.losses.map((one) => one.options)) {
    tidy(() => {
      valueAndGrad((x: Tensor) => classificationLoss(options)(x as Tensor2D, of, mixed))(scores);
    });
  }
  expect(memory().numTensors).toBe(before);
});

test.each([
  [{ type: 'mse' }, "type must be 'crossEntropy' or 'binaryCrossEntropy'; got 'mse'."],
  [{ labelSmoothing: 1 }, 'labelSmoothing must be at least 0 and below 1; got 1.'],
  [{ labelSmoothing: Number.NaN }, 'labelSmoothing must be at least 0 and below 1; got NaN.'],
  [{ type: 'binaryCrossEntropy', overClasses: 'none' }, "overClasses must be 'mean' or 'sum'; got 'none'."],
  [{ overClasses: 'sum' }, "overClasses is of type: 'binaryCrossEntropy' alone; leave it out"],
  [
    { smoothing: 0.1 },
    'classificationLoss has no option "smoothing"; it has type, labelSmoothing, overClasses.',
  ],
])('%j is refused', (options, message) => {
  expect(() => classificationLoss(options as ClassificationLossOptions)).toThrow(message);
});
