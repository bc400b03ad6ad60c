import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { testRows, type KernelRow } from '../../test/compare-backends.ts';
import { refusal, run } from '../../test/refused-call.ts';
import { numberSource, sample } from '../../test/sample-values.ts';
import { SUPPRESSION } from './suppression.ts';

/** Boxes `[y1, x1, y2, x2]` that overlap one another. */
function boxes(count: number): tf.Tensor2D {
  const next = numberSource(5);
  const values = Array.from({ length: count }, () => {
    const [y, x] = [next() * 4, next() * 4];
    return [y, x, y + 1 + next(), x + 1 + next()];
  });
  return tf.tensor2d(values, [count, 4]);
}
const scores = (count: number): tf.Tensor1D => sample<tf.Rank.R1>([count], { low: 0, high: 1 });

const rows: KernelRow[] = [0.1, 0.3, 0.5, 1].flatMap((threshold) =>
  [3, 40].flatMap((most) => [
    {
      kernel: 'NonMaxSuppressionV3',
      title: `at most ${most}, overlap ${threshold}`,
      run: () => tf.image.nonMaxSuppression(boxes(20), scores(20), most, threshold, 0.2),
    },
    ...[true, false].map((pad) => ({
      kernel: 'NonMaxSuppressionV4',
      title: `at most ${most}, overlap ${threshold}${pad ? ', padded' : ''}`,
      run: () =>
        Object.values(tf.image.nonMaxSuppressionPadded(boxes(20), scores(20), most, threshold, 0.2, pad)),
    })),
    ...[0, 0.5].map((sigma) => {
      const suppress = (overlap: number) => (): tf.Tensor[] =>
        Object.values(tf.image.nonMaxSuppressionWithScore(boxes(20), scores(20), most, overlap, 0.2, sigma));
      return {
        kernel: 'NonMaxSuppressionV5',
        title: `at most ${most}, overlap ${threshold}, sigma ${sigma}`,
        run: suppress(threshold),
        // Where scores are lowered, tfjs's cpu backend drops boxes above the threshold all the same.
        reference: suppress(sigma > 0 ? 1 : threshold),
      };
    }),
  ]),
);

testRows(SUPPRESSION, [
  ...rows,
  {
    kernel: 'NonMaxSuppressionV3',
    title: 'of no boxes',
    run: () => tf.image.nonMaxSuppression(boxes(0), scores(0), 3),
  },
]);

test.each([
  [{ boxes: [3, 5], scores: [3] }, { iouThreshold: 0.5 }, /boxes must have 4 columns/],
  [{ boxes: [3, 4], scores: [2] }, { iouThreshold: 0.5 }, /scores has incompatible shape/],
  [{ boxes: [3, 4], scores: [3] }, { iouThreshold: Number.NaN }, /iou_threshold must be in \[0, 1\]/],
])('%j with %j is refused', async (shapes, attrs, message) => {
  await tf.setBackend('tensorflow');
  const call = (): unknown =>
    run(
      'NonMaxSuppressionV3',
      { boxes: tf.zeros(shapes.boxes), scores: tf.zeros(shapes.scores) },
      { maxOutputSize: 3, scoreThreshold: 0, ...attrs },
    );
  expect(refusal(call).message).toMatch(message);
});
