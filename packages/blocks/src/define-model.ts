import { input, model } from '@tensorflow/tfjs-layers';
import type { layers, LayersModel, LayerVariable, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { layerName, positiveInteger } from './argument-checks.ts';

/** Options of {@link defineModel}. */
export interface DefineModelOptions {
  /** Name of the model. */
  readonly name: string;
  /** Height and width in pixels, and channels, of the images. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** The net: from the images `[batch, height, width, channels]` to the output. */
  readonly layers: (image: SymbolicTensor) => SymbolicTensor;
}

/**
 * Builds a model of one image input, named `image`, and one output.
 *
 * If the net cannot be built, the weights that `layers` had already made are disposed before the error is thrown on;
 * layers and models that were built before the call keep theirs.
 * The caller owns the model and disposes it with `model.dispose()`.
 *
 * @param options - Name, input shape, and the net as a function.
 * @returns A standard tfjs model, `[batch, height, width, channels]` to whatever the net returns.
 * @throws TypeError if the name is unfit or the shape not three numbers, RangeError if one of the three is no positive
 * integer, and whatever the net throws.
 */
export function defineModel(options: DefineModelOptions): LayersModel {
  const { inputShape } = options;
  const name = layerName(options.name);
  const image = input({ shape: imageShape(inputShape), name: 'image' });
  try {
    return model({ inputs: image, outputs: options.layers(image), name });
  } catch (error) {
    for (const weight of weightsMadeAfter(image)) weight.dispose();
    throw error;
  }
}

function imageShape(shape: DefineModelOptions['inputShape']): number[] {
  if (!Array.isArray(shape) || shape.length !== 3) {
    throw new TypeError(
      `inputShape must be [height, width, channels], such as [32, 32, 3]; got ${JSON.stringify(shape) ?? String(shape)}.`,
    );
  }
  return ['height', 'width', 'channels'].map((axis, index) =>
    positiveInteger(`${axis} of inputShape`, Number(shape[index])),
  );
}

/** The weights, each once, that are younger than the symbolic tensor and belong to a layer that depends on it. */
function weightsMadeAfter(image: SymbolicTensor): ReadonlySet<LayerVariable> {
  const weights = [...layersAfter(image.sourceLayer)].flatMap((layer) => layer.weights);
  return new Set(weights.filter((weight) => weight.id > image.id)); // tfjs-layers numbers the two in one sequence
}

/** Every layer that depends on the given one, each once. */
function layersAfter(first: layers.Layer): ReadonlySet<layers.Layer> {
  const found = new Set<layers.Layer>([first]);
  for (const layer of found) for (const node of layer.outboundNodes) found.add(node.outboundLayer);
  return found;
}
