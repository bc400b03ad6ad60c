import { input, model, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { layers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { expectOptions, expectValue, written } from './argument-checks.ts';
import type { Check } from './argument-checks.ts';
import { count, layerName } from './option-rules.ts';

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
 * @throws TypeError if an option is unknown, the shape not three numbers, `layers` no function, async, or without a symbolic
 * tensor as its result; RangeError if the name is unfit, one of the three numbers no positive integer, or two layers have
 * the same name; and whatever the net throws.
 */
export function defineModel(options: DefineModelOptions): LayersModel {
  expectOptions('defineModel', options, { name: layerName, inputShape: shape3, layers: net });
  const { name, inputShape } = options;
  for (const [index, axis] of ['height', 'width', 'channels'].entries())
    expectValue(`${name}: ${axis} of inputShape`, inputShape[index], count);
  const image = input({ shape: [...inputShape], name: 'image' });
  const disposed = new Set<LayerVariable>();
  const dispose = (): void => {
    for (const weight of weightsAfter(image)) {
      // tfjs-layers numbers symbolic tensors and weights in one sequence: older weights were there before the call.
      if (weight.id > image.id && !disposed.has(weight)) weight.dispose();
      disposed.add(weight);
    }
  };
  try {
    const outputs: unknown = options.layers(image);
    if (outputs instanceof Promise) void outputs.then(dispose, dispose); // an async net goes on building
    return model({ inputs: image, outputs: outputsOf(outputs), name });
  } catch (error) {
    dispose();
    throw withDuplicateNamed(error);
  }
}

const shape3: Check = (value) =>
  (Array.isArray(value) && value.length === 3) || '[height, width, channels], such as [32, 32, 3]';

const net: Check = (value) =>
  typeof value === 'function' || `a function from the images to the output, such as (image) => ${HEAD}`;

const HEAD = 'globalPoolClassifier(image, { classes: 10 })';

/** Returns what `layers` returned if it is the output of a net, or several. */
function outputsOf(outputs: unknown): SymbolicTensor[] {
  const all: unknown[] = Array.isArray(outputs) ? outputs : [outputs];
  if (all.length > 0 && all.every((one) => one instanceof SymbolicTensor)) return all;
  const got =
    outputs instanceof Promise
      ? 'a promise: remove async, and await what it needs before defineModel'
      : `${written(outputs)}: return what its last layer returned, such as ${HEAD}`;
  throw new TypeError(`layers must return the output of the net, a symbolic tensor or several; got ${got}.`);
}

/** Says of tfjs-layers' error about a name that is used twice what to do about it; any other error stays as it is. */
function withDuplicateNamed(error: unknown): unknown {
  const [, name] = /name (".+") is used \d/.exec(String(error)) ?? [];
  if (name === undefined) return error;
  const message = `Two layers are named ${name}: give each a name of its own.`;
  return new RangeError(message, { cause: error });
}

/** The weights of every layer that depends on the symbolic tensor. */
function weightsAfter(image: SymbolicTensor): LayerVariable[] {
  const found = new Set<layers.Layer>([image.sourceLayer]);
  for (const layer of found) for (const node of layer.outboundNodes) found.add(node.outboundLayer);
  return [...found].flatMap((layer) => layer.weights);
}
