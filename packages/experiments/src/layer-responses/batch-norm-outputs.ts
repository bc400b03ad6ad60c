import type { SampleSource } from '@skipjack/recipes';
import { dispose, mean, square, stack, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { model as layersModel } from '@tensorflow/tfjs-layers';
import type { layers as tfLayers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** The layer that a layer takes its only input from. */
function sourceOf(layer: tfLayers.Layer): tfLayers.Layer | undefined {
  const { input } = layer;
  return Array.isArray(input) ? undefined : input.sourceLayer;
}

/** The batch normalizations that follow a 3x3 convolution, in the order of the signal. */
export function normalizationsAfter3x3(model: LayersModel): tfLayers.Layer[] {
  return model.layers.filter((layer) => {
    if (layer.getClassName() !== 'BatchNormalization') return false;
    const source = sourceOf(layer);
    const { kernelSize }: { kernelSize?: unknown } = source?.getConfig() ?? {};
    return Array.isArray(kernelSize) && kernelSize.length === 2 && kernelSize.every((side) => side === 3);
  });
}

/** Options of {@link responseDeviations}. */
export interface ResponseDeviationsOptions {
  /** The trained net. */
  readonly model: LayersModel;
  /** Images to measure on. */
  readonly data: SampleSource;
  /** Images of a forward pass. */
  readonly batch: number;
  /** Ends the measurement before its next batch. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The standard deviation of what each 3x3 convolution gives after its batch norm and before ReLU or addition, over all images, pixels and
 * channels, in the order of the signal. The net runs as in a prediction.
 *
 * @see He et al. 2015, figure 7
 */
export async function responseDeviations(options: ResponseDeviationsOptions): Promise<number[]> {
  const { model, data, batch, signal } = options;
  const outputs = normalizationsAfter3x3(model).map(({ output }) => output as SymbolicTensor);
  if (outputs.length === 0)
    throw new RangeError(`${model.name} has no batch normalization after a 3x3 convolution.`);
  // Its layers and weights are the model's, so that it is not to be disposed.
  const probe = layersModel({ inputs: model.inputs, outputs });
  const sums = outputs.map(() => [0, 0] as [number, number]);
  for (let start = 0; start < data.length; start += batch) {
    signal?.throwIfAborted();
    const size = Math.min(batch, data.length - start);
    const { images, labels } = await data.batch(
      Uint32Array.from({ length: size }, (_, index) => start + index),
    );
    const moments = tidy(() => {
      const responses = [probe.apply(images, { training: false })].flat() as Tensor[];
      return stack(responses.map((one) => stack([mean(one), mean(square(one))]))) as Tensor2D;
    });
    dispose([images, labels]);
    const values = await moments.array();
    moments.dispose();
    for (const [index, [first = Number.NaN, second = Number.NaN]] of values.entries()) {
      const sum = sums[index];
      if (sum === undefined) continue;
      sum[0] += (first * size) / data.length;
      sum[1] += (second * size) / data.length;
    }
  }
  return sums.map(([first, second]) => Math.sqrt(Math.max(0, second - first ** 2)));
}
