import { input, model, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { layers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { expectOptions, layerName, positiveInteger, written } from './argument-checks.ts';

/** Options of {@link defineModel}. */
export interface DefineModelOptions {
  /** Name of the model. */
  readonly name: string;
  /** Height and width in pixels, and channels, of the images. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** The net: from the images `[batch, height, width, channels]` to the output, or the outputs. */
  readonly layers: (image: SymbolicTensor) => SymbolicTensor | readonly SymbolicTensor[];
}

/**
 * Builds a model of one image input, named `image`, and one output, or several such as those of auxiliary heads.
 *
 * If the net cannot be built, the weights that `layers` had already made are disposed before the error is thrown on;
 * layers and models that were built before the call keep theirs.
 * The caller owns the model and disposes it with `model.dispose()`.
 *
 * @param options - Name, input shape, and the net as a function.
 * @returns A standard tfjs model, `[batch, height, width, channels]` to whatever the net returns.
 * @throws TypeError if the name is unfit, an option unknown, the shape not three numbers, `layers` no function, async, or
 * without a symbolic tensor as its result; RangeError if one of the three numbers is no positive integer, or two layers
 * have the same name; and whatever the net throws.
 */
export function defineModel(options: DefineModelOptions): LayersModel {
  expectOptions('defineModel', options, { name: true, inputShape: true, layers: true });
  const { inputShape, layers: net } = options;
  const name = layerName(options.name);
  if (typeof net !== 'function') {
    throw new TypeError(
      `layers must be a function from the images to the output, such as (image) => globalPoolClassifier(image, { classes: 10 }); got ${written(net)}.`,
    );
  }
  const image = input({ shape: imageShape(inputShape), name: 'image' });
  const disposed = new Set<LayerVariable>();
  const dispose = (): void => {
    for (const weight of weightsMadeAfter(image)) {
      if (!disposed.has(weight)) weight.dispose();
      disposed.add(weight);
    }
  };
  try {
    const outputs: unknown = net(image);
    if (outputs instanceof Promise) void outputs.then(dispose, dispose); // an async net goes on building
    return model({ inputs: image, outputs: outputsOf(outputs), name });
  } catch (error) {
    dispose();
    throw withDuplicateNamed(error);
  }
}

/** Returns what `layers` returned if it is the output of a net, or several. */
function outputsOf(outputs: unknown): SymbolicTensor | SymbolicTensor[] {
  if (outputs instanceof SymbolicTensor) return outputs;
  if (Array.isArray(outputs) && outputs.length > 0 && outputs.every((one) => one instanceof SymbolicTensor))
    return outputs;
  if (outputs === undefined) {
    throw new TypeError(
      'layers returned nothing: write return before its last layer, such as return globalPoolClassifier(x, { classes: 10 }).',
    );
  }
  const remedy =
    outputs instanceof Promise
      ? 'got a promise: remove async from it, and await what it needs before defineModel.'
      : `got ${written(outputs)}: return what its last layer returned.`;
  throw new TypeError(`layers must return the output of the net, a symbolic tensor or several; ${remedy}`);
}

/** Says of tfjs-layers' error about a name that is used twice what to do about it; any other error stays as it is. */
function withDuplicateNamed(error: unknown): unknown {
  const [, name] =
    /^The name "(.+)" is used \d+ times/.exec(error instanceof Error ? error.message : '') ?? [];
  if (name === undefined) return error;
  return new RangeError(
    `More than one layer of the net is named "${name}": give each block and layer a name of its own.`,
    { cause: error },
  );
}

function imageShape(shape: DefineModelOptions['inputShape']): number[] {
  if (!Array.isArray(shape) || shape.length !== 3) {
    throw new TypeError(
      `inputShape must be [height, width, channels], such as [32, 32, 3]; got ${JSON.stringify(shape) ?? String(shape)}.`,
    );
  }
  return ['height', 'width', 'channels'].map((axis, index) =>
    positiveInteger(`${axis} of inputShape`, shape[index] as number),
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
