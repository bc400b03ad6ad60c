import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { fillWeight } from './golden-formula.ts';
import { kerasLayer } from './keras-names.ts';
import { torchvisionModule } from './torchvision-names.ts';

/** Whose names and layouts. */
export type Library = 'torchvision' | 'keras';

/** One weight of ours, as the library has it. */
export interface CanonicalWeight {
  /** Name in the library, such as `layer1.0.conv1.weight` or `conv1_conv/kernel`. */
  readonly name: string;
  /** Size of each axis in the library. */
  readonly shape: readonly number[];
  /** The library's axis at each of our places. */
  readonly order: readonly number[];
  /** Inputs of one output. */
  readonly fanIn: number;
}

const TORCH_WORDS: Readonly<Record<string, string>> = {
  kernel: 'weight',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** The weights of a layer in the order of `getWeights`. */
export function canonicalWeights(
  model: LayersModel,
  layer: layers.Layer,
  library: Library,
): CanonicalWeight[] {
  return layer.weights.map((weight) => {
    const shape = weight.shape as number[];
    const word = weight.originalName.split('/').at(-1) ?? '';
    const fanIn = shape.slice(0, -1).reduce((size, length) => size * length, 1);
    const same = { shape, order: shape.map((_, axis) => axis), fanIn };
    if (library === 'keras') return { ...same, name: `${kerasLayer(model.name, layer.name)}/${word}` };
    const name = `${torchvisionModule(model, layer.name)}.${TORCH_WORDS[word] ?? word}`;
    if (shape.length === 1) return { ...same, name };
    if (shape.length === 4) {
      const [height = 0, width = 0, channels = 0, filters = 0] = shape;
      return { name, shape: [filters, channels, height, width], order: [2, 3, 1, 0], fanIn };
    }
    return { name, fanIn, ...linear(layer, shape) };
  });
}

/** A dense layer behind a flattened map: torchvision flattens channels before height before width. */
function linear(
  layer: layers.Layer,
  [inputs = 0, units = 0]: number[],
): Pick<CanonicalWeight, 'shape' | 'order'> {
  const before = layer.inboundNodes[0]?.inboundLayers[0];
  const flatten = before?.getClassName() === 'Dropout' ? before.inboundNodes[0]?.inboundLayers[0] : before;
  const map = flatten?.getClassName() === 'Flatten' ? flatten.inboundNodes[0]?.inputShapes[0] : undefined;
  if (!Array.isArray(map)) return { shape: [units, inputs], order: [1, 0] };
  const [, height, width, channels] = map as number[];
  return { shape: [units, channels ?? 0, height ?? 0, width ?? 0], order: [2, 3, 1, 0] };
}

/** Fills every weight of a model by the formula. */
export function fillModel(model: LayersModel, library: Library): void {
  for (const layer of model.layers) {
    if (layer.weights.length === 0) continue;
    tidy(() => {
      const weights = canonicalWeights(model, layer, library);
      layer.setWeights(
        weights.map((weight, index) => tensor(fillWeight(weight), layer.weights[index]?.shape as number[])),
      );
    });
  }
}
