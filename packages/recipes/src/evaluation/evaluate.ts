import { dispose, tidy } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { expectInteger } from '../bounds.ts';
import { classifierOf, expectBatch, logitsOf } from '../classifier.ts';
import type { Classifier } from '../classifier.ts';
import { nextMacrotask } from '../macrotask.ts';
import { expectOptions, written } from '../option-checks.ts';
import { repeatedPass } from '../repeated-pass.ts';
import type { RepeatedPass } from '../repeated-pass.ts';
import { expectSource } from '../sample-source.ts';
import type { SampleSource } from '../sample-source.ts';
import { ClassTable } from './class-table.ts';
import { shownImages } from './crops.ts';
import type { ShownImages } from './crops.ts';
import { EVALUATE_OPTIONS } from './evaluate-options.ts';
import type { EvaluateOptions, EvaluationResult } from './evaluate-options.ts';
import { densePass } from './dense-pass.ts';
import { scoreBatch } from './score.ts';
import type { Score } from './score.ts';
import { showView } from './show-view.ts';
import { viewAverage } from './view-average.ts';
import type { ViewMean } from './view-average.ts';

/** What it takes to evaluate. */
interface Evaluation {
  readonly classifier: Classifier;
  /** The data, and the same at other sizes. */
  readonly sources: readonly SampleSource[];
  readonly shown: ShownImages | undefined;
  readonly average: ViewMean;
  readonly forward: RepeatedPass<Tensor2D>;
  readonly signal: AbortSignal | undefined;
}

/** The logits of each view of some images. */
async function* viewsOf(evaluation: Evaluation, images: Tensor4D): AsyncGenerator<Float32Array> {
  const { shown, forward, signal } = evaluation;
  const [, height, width] = images.shape;
  const size = shown?.size ?? ([height, width] as const);
  for (const view of shown ? shown.views([height, width], size) : [undefined]) {
    signal?.throwIfAborted();
    const seen = view ? showView(images, view, size) : images;
    try {
      const logits = await forward.run(seen);
      try {
        yield await logits.data<'float32'>();
      } finally {
        logits.dispose();
      }
    } finally {
      if (view) seen.dispose();
    }
  }
}

/** Throws unless a scale has the labels of the data. */
function expectSameLabels(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  scale: number,
  start: number,
): void {
  const place = Array.from(labels).findIndex((label, index) => label !== first[index]);
  if (place < 0) return;
  throw new RangeError(
    `scales[${scale}] must have the samples of data in their order; got label ${labels[place]} for sample ${start + place}, which is ${first[place]} there.`,
  );
}

/** Inference over the samples from `start` to `end`. */
async function scoreRange(
  evaluation: Evaluation,
  start: number,
  end: number,
): Promise<Score & { readonly labels: Int32Array }> {
  const { classifier, sources, shown } = evaluation;
  const { imageShape, classes } = classifier;
  const takes = shown ? { ...classifier, imageShape: [null, null, ...imageShape.slice(2)] } : classifier;
  const mean = viewAverage(end - start, classes, evaluation.average);
  let first: Int32Array | undefined;
  for (const [index, source] of sources.entries()) {
    const batch = await source.batch(Uint32Array.from({ length: end - start }, (_, place) => start + place));
    try {
      const labels = await expectBatch(takes, batch, end - start);
      first ??= labels;
      expectSameLabels(labels, first, index - 1, start);
      for await (const logits of viewsOf(evaluation, batch.images)) mean.add(logits);
    } finally {
      dispose([batch.images, batch.labels]);
    }
  }
  const labels = first ?? new Int32Array();
  return { ...scoreBatch(mean.result(), labels, classes), labels };
}

function expectScales(scales: readonly SampleSource[], length: number): void {
  for (const [index, scale] of scales.entries()) {
    expectSource('evaluate', scale);
    if (scale.length !== length)
      throw new RangeError(`scales[${index}] must have the ${length} samples of data; got ${scale.length}.`);
  }
}

/**
 * Measures a classifier's mean loss and error in inference mode, every sample exactly once, the last partial batch included.
 *
 * The class answered is the one with the highest logit, the lowest such class where several tie; a sample
 * with a logit of NaN or +Infinity, or with -Infinity alone, counts as wrong and makes the loss NaN; beside finite logits,
 * -Infinity rules a class out, and makes the loss infinite where that class is the label. Losses are summed in double precision,
 * and views averaged in it; the loss of an averaged softmax is that of the average. Yields a macrotask per batch and frees every tensor.
 *
 * Images of a batch must have one size: a source whose images differ wants `batch: 1`.
 * @throws RangeError if `batch`, `limit` or `cropSize` is no integer of at least 1, the data is empty, a label is not one of the
 * model's classes, the images have not the shape of the model's input or are smaller than a crop, `crops` or `average` is none
 * of those allowed, a scale has other samples, or the model cannot be applied densely.
 * @throws TypeError if the model has several inputs, or ends in a softmax, an option is unknown, or the data is none.
 * @throws The signal's reason, before the next batch, once `signal` is aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationResult> {
  expectOptions(options, EVALUATE_OPTIONS);
  expectSource('evaluate', options.data);
  const { model, data, scales = [], crops, cropSize, average = 'probabilities', signal } = options;
  const { batch = 256, limit = data.length } = options;
  expectInteger('batch', batch, 1);
  expectInteger(`limit (of ${data.length} samples)`, limit, 1);
  if (cropSize !== undefined) expectInteger('cropSize', cropSize, 1);
  if (average !== 'probabilities' && average !== 'logits')
    throw new RangeError(`average must be 'probabilities' or 'logits'; got ${written(average)}.`);
  expectScales(scales, data.length);
  const classifier = classifierOf(model);
  if (crops === undefined && cropSize !== undefined)
    throw new RangeError("cropSize does nothing without crops, such as crops: 'centre'; give both.");
  const shown = crops === undefined ? undefined : shownImages(crops, classifier.imageShape, cropSize);
  const pass =
    crops === 'dense'
      ? densePass(model)
      : (images: Tensor4D): Tensor2D => tidy(() => logitsOf(model, images, false));
  const count = Math.min(limit, data.length);
  const sources = [data, ...scales];
  const forward = repeatedPass(pass, {
    owner: 'evaluate',
    batches: Math.ceil(count / batch) * sources.length * (shown?.count ?? 1),
    compile: options.compile,
    precision: options.precision,
  });
  const evaluation: Evaluation = { classifier, sources, shown, average, forward, signal };
  const table = options.perClass || options.confusion ? new ClassTable(classifier.classes) : undefined;
  let [correct, topFive, lossSum] = [0, 0, 0];
  try {
    for (let start = 0; start < count; start += batch) {
      signal?.throwIfAborted();
      const score = await scoreRange(evaluation, start, Math.min(start + batch, count));
      correct += score.correct;
      topFive += score.topFive;
      lossSum += score.lossSum;
      table?.add(score.labels, score.answers);
      await nextMacrotask();
    }
  } finally {
    forward.dispose();
  }
  return {
    ...{ loss: lossSum / count, error: (count - correct) / count, correct, count },
    top5Error: (count - topFive) / count,
    ...(table && options.perClass && { perClass: table.perClass(data.classNames) }),
    ...(table && options.confusion && { confusion: table.confusion() }),
  };
}
