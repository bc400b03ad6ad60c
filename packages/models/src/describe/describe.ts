import { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel } from '../registry.ts';
import type { ModelName, ModelOptions } from '../registry.ts';
import type { CostDescription, LayerDescription, ModelDescription, StageDescription } from './description.ts';
import { layerUses } from './layer-use.ts';
import type { LayerUse } from './layer-use.ts';
import { onMetaBackend } from './meta-backend.ts';
import { multiplyAdds, product } from './multiply-adds.ts';
import { operationText } from './operation-text.ts';
import { placesOf } from './place.ts';
import { receptiveField } from './receptive-field.ts';
import type { ReceptiveField } from './receptive-field.ts';

const FLOAT32_BYTES = 4;

/**
 * Says what a net is made of and what it costs, layer by layer and stage by stage: output shapes, parameters, multiply-adds,
 * memory of the activations, receptive fields.
 *
 * By its name the net is built without its weights: nothing is allocated or drawn for them, and no backend is needed.
 * A model that is built already is only looked at.
 *
 * @param name - Name in the registry, such as `resnet50`.
 * @param options - What `createModel` takes for this name.
 * @returns Plain data, which `JSON.stringify` writes whole.
 * @throws What `createModel` throws.
 */
export function describe<Name extends ModelName>(name: Name, options?: ModelOptions<Name>): ModelDescription;
/**
 * Says the same of a model that is built: any `LayersModel`. It is not changed.
 *
 * @param model - The model.
 */
export function describe(model: LayersModel): ModelDescription;
export function describe(nameOrModel: ModelName | LayersModel, options?: ModelOptions): ModelDescription {
  if (nameOrModel instanceof LayersModel) {
    if (options !== undefined)
      throw new TypeError('describe takes options with a name only; a model that is built has had its own.');
    return describeModel(nameOrModel);
  }
  try {
    return onMetaBackend(() => {
      const model = createModel(nameOrModel, options);
      try {
        return describeModel(model);
      } finally {
        model.dispose();
      }
    });
  } catch (error) {
    throw withKernelNamed(nameOrModel, error);
  }
}

/** Says of tfjs's error about a missing kernel what to do about it; any other error stays as it is. */
function withKernelNamed(name: ModelName, error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  const [, kernel] = /^Kernel '(.+)' not registered for backend 'skipjack-meta'/.exec(message) ?? [];
  if (kernel === undefined) return error;
  return new TypeError(
    `${name} computes while it is built (${kernel}), which needs a backend: build it with createModel and describe the model.`,
    { cause: error },
  );
}

function describeModel(model: LayersModel): ModelDescription {
  const layers = layersOf(layerUses(model));
  return {
    name: model.name,
    layers,
    stages: stagesOf(layers),
    total: {
      ...sum(layers, (value) => value ?? 0),
      unknownMacs: layers.filter(({ macs }) => macs === null).map(({ name }) => name),
    },
  };
}

function layersOf(uses: readonly LayerUse[]): LayerDescription[] {
  const fields = new Map<LayerUse, ReceptiveField | null>();
  const layers = uses.map((use) => {
    const field = receptiveField(
      use,
      use.inputs.map((input) => fields.get(input) ?? null),
    );
    fields.set(use, field);
    const outputShape = use.shape.slice(1);
    const size = product(outputShape);
    const { trainableWeights, nonTrainableWeights } = use.layer;
    return {
      name: use.name,
      kind: use.layer.getClassName(),
      operation: operationText(use.layer),
      inputs: use.inputs.map(({ name }) => name),
      outputShape,
      trainableParams: use.repeated ? 0 : parameters(trainableWeights),
      frozenParams: use.repeated ? 0 : parameters(nonTrainableWeights),
      macs: multiplyAdds(use),
      activationBytes: size === null ? null : size * FLOAT32_BYTES,
      receptiveField: field?.size ?? null,
      stride: field?.stride ?? null,
    };
  });
  const places = placesOf(layers);
  return layers.map((layer, index) => ({ ...layer, stage: 'image', ...places[index] }));
}

function parameters(weights: LayerUse['layer']['weights']): number {
  return weights.reduce((total, { shape }) => total + (product(shape) ?? 0), 0);
}

function stagesOf(layers: readonly LayerDescription[]): StageDescription[] {
  const groups = new Map<string, LayerDescription[]>();
  for (const layer of layers) {
    const group = groups.get(layer.stage);
    if (group === undefined) groups.set(layer.stage, [layer]);
    else group.push(layer);
  }
  return [...groups].map(([name, group]) => {
    const { outputShape = [], receptiveField: field = null, stride = null } = group.at(-1) ?? {};
    const blocks = new Set(group.flatMap(({ block }) => block ?? [])).size;
    return { name, layers: group.length, blocks, outputShape, receptiveField: field, stride, ...sum(group) };
  });
}

/** The sum of the costs; one that is not known makes it unknown, unless `known` says what to take for it. */
function sum<Known extends number | null>(
  layers: readonly CostDescription[],
  known: (value: number | null) => Known = (value) => value as Known,
): CostDescription & { readonly macs: Known; readonly activationBytes: Known } {
  const total = (values: readonly (number | null)[]): Known =>
    values
      .map(known)
      .reduce<number | null>(
        (sum_, value) => (sum_ === null || value === null ? null : sum_ + value),
        0,
      ) as Known;
  return {
    trainableParams: layers.reduce((all, { trainableParams }) => all + trainableParams, 0),
    frozenParams: layers.reduce((all, { frozenParams }) => all + frozenParams, 0),
    macs: total(layers.map(({ macs }) => macs)),
    activationBytes: total(layers.map(({ activationBytes }) => activationBytes)),
  };
}
