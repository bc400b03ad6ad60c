import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool } from '../eager/attributes.ts';
import type { KernelInput } from '../op-runner.ts';
import { as } from './casting.ts';
import { kernel } from './kernel.ts';

interface Candidates {
  readonly boxes: TensorInfo;
  readonly scores: TensorInfo;
}

interface SuppressionAttrs {
  readonly maxOutputSize: number;
  readonly iouThreshold: number;
  readonly scoreThreshold: number;
}

/** What all versions of the op take first. */
function given(
  backend: TensorFlowBackend,
  { boxes, scores }: Candidates,
  { maxOutputSize, iouThreshold, scoreThreshold }: SuppressionAttrs,
): KernelInput[] {
  return [
    as(backend, boxes, 'float32'),
    as(backend, scores, 'float32'),
    backend.int32(maxOutputSize),
    backend.constant(iouThreshold, 'float32'),
    backend.constant(scoreThreshold, 'float32'),
  ];
}

/**
 * The best boxes, without those that overlap a better one by more than the threshold.
 *
 * Differs: in tfjs's cpu backend an overlap of exactly the threshold is too much, and with a `softNmsSigma` boxes beyond the
 * threshold are dropped as well; in TensorFlow, and so in tfjs-node, it lowers their scores and nothing else.
 */
export const SUPPRESSION: readonly KernelConfig[] = [
  kernel<Candidates, SuppressionAttrs>('NonMaxSuppressionV3', ({ inputs, attrs, backend }) =>
    backend.run1('NonMaxSuppressionV3', given(backend, inputs, attrs)),
  ),
  kernel<Candidates, SuppressionAttrs & { padToMaxOutputSize: boolean }>(
    'NonMaxSuppressionV4',
    ({ inputs, attrs, backend }) =>
      backend.run(
        'NonMaxSuppressionV4',
        given(backend, inputs, attrs),
        { pad_to_max_output_size: bool(attrs.padToMaxOutputSize) },
        2,
      ),
  ),
  kernel<Candidates, SuppressionAttrs & { softNmsSigma: number }>(
    'NonMaxSuppressionV5',
    ({ inputs, attrs, backend }) => {
      const sigma = backend.constant(attrs.softNmsSigma, 'float32');
      return backend.run('NonMaxSuppressionV5', [...given(backend, inputs, attrs), sigma], {}, 3).slice(0, 2);
    },
  ),
];
