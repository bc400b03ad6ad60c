import { add, dispose, mul, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { layers as tfLayers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { expectInteger } from '../bounds.ts';
import { classifierOf, expectBatch, logitsOf } from '../classifier.ts';
import { drawsOf, setDraws } from '../drawing-layers.ts';
import { nextMacrotask } from '../macrotask.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { repeatedPass } from '../repeated-pass.ts';
import { expectSource } from '../sample-source.ts';
import type { SampleSource } from '../sample-source.ts';

/** Options of {@link reestimateBatchNorm}. */
export interface ReestimateBatchNormOptions {
  /** The model whose batch normalization layers get new running statistics. */
  readonly model: LayersModel;
  /** Training data; all of its samples are read, or where `batches` is given the first `batches * batch`. */
  readonly data: SampleSource;
  /**
   * Images per forward pass; over all samples at most that many, in batches whose sizes differ by 1 at most.
   * @defaultValue 128
   */
  readonly batch?: number;
  /**
   * Forward passes to average over.
   * @defaultValue as many as it takes for every sample of the data
   */
  readonly batches?: number;
  /** Stops before the next batch; the running statistics are then as before. */
  readonly signal?: AbortSignal | undefined;
}

const EXPECTED: OptionsExample<ReestimateBatchNormOptions> = {
  owner: 'reestimateBatchNorm',
  known: { model: true, data: true, batch: true, batches: true, signal: true },
  example: 'reestimateBatchNorm({ model, data })',
};

/** A running statistic, what it was at the start, and the sum of what the batches had. */
interface Statistic {
  readonly variable: LayerVariable;
  readonly momentum: number;
  /** Whether it stays as it was: its layer is frozen. */
  readonly keeps: boolean;
  readonly before: Tensor;
  sum: Tensor;
}

/** Batch normalization layers, those of nested models too. */
function batchNormLayers(model: LayersModel): tfLayers.Layer[] {
  return model.layers.flatMap((layer) => {
    if ('layers' in layer) return batchNormLayers(layer as LayersModel);
    return layer.getClassName() === 'BatchNormalization' ? [layer] : [];
  });
}

/** `model.trainable = false` reaches a layer's scale and offset and not the layer itself. */
function isFrozen(layer: tfLayers.Layer): boolean {
  const weights = layer.weights.filter(({ originalName }) => /(gamma|beta)$/.test(originalName));
  return !layer.trainable || weights.some(({ trainable }) => !trainable);
}

function statisticsOf(model: LayersModel): Statistic[] {
  return batchNormLayers(model).flatMap((layer) =>
    layer.weights
      .filter(({ originalName }) => /moving_(mean|variance)$/.test(originalName))
      .map((variable) => ({
        variable,
        momentum: Number(layer.getConfig()['momentum']),
        keeps: isFrozen(layer) || layer.getConfig()['momentum'] === 1,
        before: variable.read().clone(),
        sum: zerosLike(variable.read()),
      })),
  );
}

/**
 * Sets a statistic to zero, so that a forward pass in training leaves `(1 - momentum)` times what the batch had in it:
 * subtracting the old value afterwards would lose digits, and never get rid of a NaN.
 */
function clear({ variable, keeps }: Statistic): void {
  if (keeps) return;
  tidy(() => {
    variable.write(zerosLike(variable.read()));
  });
}

/** Adds what the batch had, with the batch's share of the samples. */
function accumulate(statistic: Statistic, share: number): void {
  const { variable, momentum, keeps, sum } = statistic;
  if (keeps) return;
  statistic.sum = tidy(() => add(sum, mul(variable.read(), share / (1 - momentum))));
  sum.dispose();
}

/**
 * Sets the running statistics of every batch normalization layer to the mean over training batches, with the weights
 * as they are now; each batch weighs as much as it has samples.
 *
 * While a net learns fast, its running statistics lag behind its weights, and its error in inference mode says more of the
 * lag than of the net. Training does not read running statistics, and streams of random numbers stand where they stood, so it goes
 * on as if nothing had been. Frozen layers keep theirs.
 * @throws TypeError if an option is unknown, or the data is none.
 * @throws RangeError if `batch` or `batches` is no integer of at least 1, or exceeds the data.
 * @throws The signal's reason, before the next batch, once `signal` is aborted.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385); the authors' released models carry statistics "computed by
 * average on a sufficiently large training batch" after training.
 */
export async function reestimateBatchNorm(options: ReestimateBatchNormOptions): Promise<void> {
  expectOptions(options, EXPECTED);
  expectSource('reestimateBatchNorm', options.data);
  const { model, data, signal } = options;
  const { batch = Math.min(128, data.length) } = options;
  expectInteger('batch', batch, 1);
  const { batches = Math.max(Math.ceil(data.length / batch), 1) } = options;
  expectInteger('batches', batches, 1);
  const count = options.batches === undefined ? Math.max(data.length, batch) : batches * batch;
  if (count > data.length) {
    throw new RangeError(
      `batches * batch must not exceed the ${data.length} samples; got ${batches} * ${batch}.`,
    );
  }
  const classifier = classifierOf(model);
  const statistics = statisticsOf(model);
  const draws = drawsOf(model);
  const forward = repeatedPass(
    (images: Tensor4D): void => {
      tidy(() => {
        logitsOf(model, images, true);
      });
    },
    { owner: 'reestimateBatchNorm', batches, compile: 'auto', precision: 'float32' },
  );
  const restore = (): void => {
    for (const { variable, before } of statistics) variable.write(before);
  };
  try {
    for (let index = 0; index < batches; index++) {
      signal?.throwIfAborted();
      const start = Math.floor((index * count) / batches);
      const size = Math.floor(((index + 1) * count) / batches) - start;
      const samples = await data.batch(Uint32Array.from({ length: size }, (_, sample) => start + sample));
      try {
        await expectBatch(classifier, samples, size);
        statistics.forEach(clear);
        await forward.run(samples.images);
        for (const statistic of statistics) accumulate(statistic, size / count);
      } finally {
        dispose([samples.images, samples.labels]);
      }
      await nextMacrotask();
    }
    for (const { variable, keeps, before, sum } of statistics)
      tidy(() => {
        variable.write(keeps ? before : sum);
      });
  } catch (error) {
    restore();
    throw error;
  } finally {
    forward.dispose();
    setDraws(model, draws);
    for (const { before, sum } of statistics) dispose([before, sum]);
  }
}
