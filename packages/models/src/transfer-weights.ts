import { mul, slice, sum, tidy, tile } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expectOptions } from './option-checks.ts';

/** Options of {@link transferWeights}. */
export interface TransferWeightsOptions {
  /** The model that has learned. It is not changed. */
  readonly from: LayersModel;
  /** A model of the same net: other classes, other channels of the images, or another size. */
  readonly to: LayersModel;
}

/** What became of the layers with weights, by name: all of the second model's, and those that only the first has. */
export interface TransferredWeights {
  /** Layers that have the first model's weights. */
  readonly copied: readonly string[];
  /** The first convolution, if its kernel was brought to other channels. */
  readonly adapted: readonly string[];
  /** Layers of the heads, which keep their own weights because they are of another size or new. */
  readonly kept: readonly string[];
  /** Layers with weights that only the first model has, such as a head that the second was built without. */
  readonly unused: readonly string[];
}

type Layer = LayersModel['layers'][number];

/** Layers behind the last stage: the classifier and the auxiliary ones. */
const HEAD = /^(?:head|aux\d*)_/;

/**
 * Gives a model the weights of another of the same net: the way to a new head or to images of other channels.
 *
 * Layers are matched by name. The first convolution takes other channels: for one channel its kernels are summed over theirs,
 * so that a grey image gives what it gave as three equal channels; for any other number they are repeated and scaled by the
 * ratio of the two numbers, as timm does. Heads of another size keep the weights that they have.
 *
 * @param options - From which model, to which.
 * @returns What was copied, adapted, kept and not used.
 * @throws RangeError, before anything is changed, if a layer other than these is missing or has another shape; TypeError for an
 * unknown option, or if one of the two is no model.
 */
export function transferWeights(options: TransferWeightsOptions): TransferredWeights {
  expectOptions('transferWeights', options, ['from', 'to']);
  const { from, to } = options;
  for (const [option, model] of Object.entries({ from, to })) {
    if (!Array.isArray(model?.layers))
      throw new TypeError(`${option} must be a model, such as createModel returns; got ${String(model)}.`);
  }
  const sources = new Map(from.layers.map((layer) => [layer.name, layer]));
  const layers = to.layers.filter((layer) => layer.weights.length > 0);
  const first = layers.find(isConvolution);
  const plan = layers.map((layer) => ({
    layer,
    what: fate(layer, sources.get(layer.name), layer === first),
  }));
  for (const { layer, what } of plan) {
    const source = sources.get(layer.name);
    if (what === 'kept' || source === undefined) continue;
    tidy(() => {
      const weights = source.getWeights();
      const [kernel, ...others] = weights;
      const channels = Number(layer.weights[0]?.shape[2]);
      layer.setWeights(what === 'adapted' ? [withChannels(kernel as Tensor, channels), ...others] : weights);
    });
  }
  const names = (wanted: string): string[] =>
    plan.filter(({ what }) => what === wanted).map(({ layer }) => layer.name);
  const taken = new Set(layers.map(({ name }) => name));
  const unused = from.layers.filter(({ name, weights }) => weights.length > 0 && !taken.has(name));
  return {
    copied: names('copied'),
    adapted: names('adapted'),
    kept: names('kept'),
    unused: unused.map(({ name }) => name),
  };
}

function fate(layer: Layer, source: Layer | undefined, isFirst: boolean): 'copied' | 'adapted' | 'kept' {
  if (source === undefined) {
    if (HEAD.test(layer.name)) return 'kept';
    throw new RangeError(
      `The model that has learned has no layer ${layer.name}; give two models of the same net.`,
    );
  }
  const [theirs, ours] = [shapes(source), shapes(layer)];
  if (JSON.stringify(theirs) === JSON.stringify(ours)) return 'copied';
  if (isFirst && JSON.stringify(theirs.map(withoutChannels)) === JSON.stringify(ours.map(withoutChannels)))
    return 'adapted';
  if (HEAD.test(layer.name)) return 'kept';
  throw new RangeError(
    `Layer ${layer.name} has weights ${JSON.stringify(theirs)} in the model that has learned and ${JSON.stringify(ours)} in the other; give two models of the same net.`,
  );
}

const isConvolution = (layer: Layer): boolean => layer.weights[0]?.shape.length === 4;
const shapes = (layer: Layer): (number | null)[][] => layer.weights.map(({ shape }) => [...shape]);
const withoutChannels = (shape: (number | null)[], index: number): (number | null)[] =>
  index === 0 ? shape.filter((_size, axis) => axis !== 2) : shape;

/** A kernel `[height, width, channels, filters]` for another number of channels. */
function withChannels(kernel: Tensor, channels: number): Tensor {
  const [height = 0, width = 0, before = 0, filters = 0] = kernel.shape;
  if (channels === 1) return sum(kernel, 2, true);
  const repeated = tile(kernel, [1, 1, Math.ceil(channels / before), 1]);
  const cut = slice(repeated, [0, 0, 0, 0], [height, width, channels, filters]);
  return mul(cut, before / channels);
}
