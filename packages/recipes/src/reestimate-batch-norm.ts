import { add, dispose, mul, sub, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers as tfLayers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { expectInteger } from './bounds.ts';
import { classifierOf, expectBatch, logitsOf } from './classifier.ts';
import { nextMacrotask } from './macrotask.ts';
import type { SampleSource } from './sample-source.ts';

/** Options of {@link reestimateBatchNorm}. */
export interface ReestimateBatchNormOptions {
  /** The model whose batch normalization layers get new running statistics. */
  readonly model: LayersModel;
  /** Training data; its first `batches * batch` samples are read. */
  readonly data: SampleSource;
  /**
   * Images per forward pass.
   * @defaultValue 128
   */
  readonly batch?: number;
  /**
   * Forward passes to average over.
   * @defaultValue as many whole batches as the data has, at least 1
   */
  readonly batches?: number;
  /** Stops before the next batch; the running statistics are then as before. */
  readonly signal?: AbortSignal | undefined;
}

/** A running statistic, what it was at the start, and the sum of the batches' own. */
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

function statisticsOf(model: LayersModel): Statistic[] {
  return batchNormLayers(model).flatMap((layer) =>
    layer.weights
      .filter(({ originalName }) => /moving_(mean|variance)$/.test(originalName))
      .map((variable) => ({
        variable,
        momentum: Number(layer.getConfig()['momentum']),
        // tf.layers' own layer moves its statistics in training even when it is frozen.
        keeps: !layer.trainable || layer.getConfig()['momentum'] === 1,
        before: variable.read().clone(),
        sum: zerosLike(variable.read()),
      })),
  );
}

/** Adds what the batch had: a layer leaves `new = momentum * old + (1 - momentum) * batch`. */
function accumulate(statistic: Statistic, old: Tensor): void {
  const { variable, momentum, sum } = statistic;
  statistic.sum = tidy(() => add(sum, mul(sub(variable.read(), mul(old, momentum)), 1 / (1 - momentum))));
  sum.dispose();
}

/**
 * Sets the running statistics of every batch normalization layer to the mean over some training batches, with the weights
 * as they are now.
 *
 * While a net learns fast, its running statistics lag behind its weights, and its error in inference mode says more of the
 * lag than of the net. Training does not read running statistics, so it goes on as if nothing had been. Frozen layers keep theirs.
 * @throws RangeError if `batch` or `batches` is no integer of at least 1, or exceeds the data.
 * @throws The signal's reason, before the next batch, once `signal` is aborted.
 * @see [He et al. 2015](https://arxiv.org/abs/1512.03385); the authors' released models carry statistics "computed by
 * average on a sufficiently large training batch" after training.
 */
export async function reestimateBatchNorm(options: ReestimateBatchNormOptions): Promise<void> {
  const { model, data, signal } = options;
  const batch = Math.min(options.batch ?? 128, data.length);
  const { batches = Math.max(Math.floor(data.length / batch), 1) } = options;
  expectInteger('batch', batch, 1);
  expectInteger('batches', batches, 1);
  if (batches * batch > data.length) {
    throw new RangeError(
      `batches * batch must not exceed the ${data.length} samples; got ${batches} * ${batch}.`,
    );
  }
  const classifier = classifierOf(model);
  const statistics = statisticsOf(model);
  const restore = (): void => {
    for (const { variable, before } of statistics) variable.write(before);
  };
  try {
    for (let index = 0; index < batches; index++) {
      signal?.throwIfAborted();
      const old = statistics.map(({ variable }) => variable.read().clone());
      const samples = data.batch(Uint32Array.from({ length: batch }, (_, sample) => index * batch + sample));
      try {
        await expectBatch(classifier, samples, batch);
        tidy(() => {
          logitsOf(model, samples.images, true);
        });
        for (const [place, statistic] of statistics.entries()) accumulate(statistic, old[place] as Tensor);
      } finally {
        dispose([samples.images, samples.labels, ...old]);
      }
      await nextMacrotask();
    }
    for (const { variable, keeps, before, sum } of statistics)
      tidy(() => {
        variable.write(keeps ? before : mul(sum, 1 / batches));
      });
  } catch (error) {
    restore();
    throw error;
  } finally {
    for (const { before, sum } of statistics) dispose([before, sum]);
  }
}
