import { dispose, tidy } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expectInteger } from '../bounds.ts';
import { classifierOf, expectBatch, logitsOf } from '../classifier.ts';
import type { Classifier } from '../classifier.ts';
import { nextMacrotask } from '../macrotask.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { repeatedPass } from '../repeated-pass.ts';
import type { RepeatedPass } from '../repeated-pass.ts';
import { expectSource } from '../sample-source.ts';
import type { SampleSource } from '../sample-source.ts';
import { scoreBatch } from './score.ts';
import type { Score } from './score.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** Maps images `[batch, height, width, channels]` to logits `[batch, classes]`. */
  readonly model: LayersModel;
  /** Data to evaluate on. */
  readonly data: SampleSource;
  /**
   * Images per forward pass; changes the memory used, and the result only by rounding.
   * @defaultValue 256
   */
  readonly batch?: number;
  /**
   * Evaluates the first `limit` samples only.
   * @defaultValue all
   */
  readonly limit?: number;
  /**
   * Whether the forward pass runs as one graph, which is recorded first. `'auto'`: where the backend can, and there are more
   * than a few batches.
   * @defaultValue 'auto'
   */
  readonly compile?: boolean | 'auto';
  /**
   * What a compiled forward pass computes in; logits are float32 in any case.
   * @defaultValue 'float32'
   */
  readonly precision?: 'float32' | 'bfloat16';
  /** Stops the evaluation before its next batch. */
  readonly signal?: AbortSignal | undefined;
}

const EXPECTED: OptionsExample<EvaluateOptions> = {
  owner: 'evaluate',
  known: { model: true, data: true, batch: true, limit: true, compile: true, precision: true, signal: true },
  example: 'evaluate({ model, data })',
};

/** How well a classifier does on some data. */
export interface EvaluationResult {
  /** Mean cross entropy per sample, in nats. */
  readonly loss: number;
  /** Fraction of the samples that are classified wrongly, from 0 to 1. */
  readonly error: number;
  /** Number of samples classified rightly. */
  readonly correct: number;
  /** Number of samples. */
  readonly count: number;
}

/** Inference over the samples from `start` to `end`. */
async function scoreRange(
  classifier: Classifier,
  forward: RepeatedPass<Tensor2D>,
  data: SampleSource,
  start: number,
  end: number,
): Promise<Score> {
  const batch = await data.batch(Uint32Array.from({ length: end - start }, (_, index) => start + index));
  try {
    const labels = await expectBatch(classifier, batch, end - start);
    const logits = await forward.run(batch.images);
    try {
      return scoreBatch(await logits.data<'float32'>(), labels, classifier.classes);
    } finally {
      logits.dispose();
    }
  } finally {
    dispose([batch.images, batch.labels]);
  }
}

/**
 * Measures a classifier's mean loss and error in inference mode, every sample exactly once, the last partial batch included.
 *
 * The class answered is the one with the highest logit, the lowest such class where several tie; a sample
 * with a logit of NaN or +Infinity, or with -Infinity alone, counts as wrong and makes the loss NaN; beside finite logits,
 * -Infinity rules a class out, and makes the loss infinite where that class is the label. Losses are summed in double precision. Yields a macrotask per batch and frees every tensor.
 * @throws RangeError if `batch` or `limit` is no integer of at least 1, the data is empty, a label is not one of the model's
 * classes, or the images have not the shape of the model's input.
 * @throws TypeError if the model has several inputs or outputs, or ends in a softmax, an option is unknown, or the data is
 * none.
 * @throws The signal's reason, before the next batch, once `signal` is aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationResult> {
  expectOptions(options, EXPECTED);
  expectSource('evaluate', options.data);
  const { model, data, batch = 256, limit = data.length, signal } = options;
  expectInteger('batch', batch, 1);
  expectInteger(`limit (of ${data.length} samples)`, limit, 1);
  const classifier = classifierOf(model);
  const count = Math.min(limit, data.length);
  const forward = repeatedPass((images: Tensor4D): Tensor2D => tidy(() => logitsOf(model, images, false)), {
    owner: 'evaluate',
    batches: Math.ceil(count / batch),
    compile: options.compile,
    precision: options.precision,
  });
  let correct = 0;
  let lossSum = 0;
  try {
    for (let start = 0; start < count; start += batch) {
      signal?.throwIfAborted();
      const score = await scoreRange(classifier, forward, data, start, Math.min(start + batch, count));
      correct += score.correct;
      lossSum += score.lossSum;
      await nextMacrotask();
    }
  } finally {
    forward.dispose();
  }
  return { loss: lossSum / count, error: (count - correct) / count, correct, count };
}
