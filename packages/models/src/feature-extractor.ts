import { LayersModel, model as layersModel } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectAbsent, expectOptions } from './option-checks.ts';
import { createModel } from './registry.ts';
import type { ModelName, ModelOptions } from './registry.ts';
import { stagesOf } from './stages.ts';
import type { StageName } from './stages.ts';

/** Options that concern the heads of a net, of which a feature extractor has none. */
export type HeadOption =
  | 'classes'
  | 'pooling'
  | 'classifierActivation'
  | 'dropout'
  | 'auxiliary'
  | 'auxiliaryDropout';

/** Options of {@link featureExtractor} for a model of the registry. */
export interface FeatureExtractorOptions<Name extends ModelName> {
  /** Name in the registry. */
  readonly model: Name;
  /** Names of the stages whose feature maps are wanted, in the order of the outputs. */
  readonly stages: readonly StageName<Name>[];
  /**
   * What the model of this name takes, without the options of its heads, as there are none.
   *
   * @defaultValue the model's defaults
   */
  readonly options?: Omit<ModelOptions<Name>, HeadOption>;
}

/** Options of {@link featureExtractor} for a model that is built already. */
export interface BuiltFeatureExtractorOptions {
  /** A model whose layers are named `stage1_...`, `stage2_...`, as all of this package are. */
  readonly model: LayersModel;
  /** Names of the stages whose feature maps are wanted, in the order of the outputs. */
  readonly stages: readonly `stage${number}`[];
}

/**
 * A net that returns the feature maps of some of its stages, `[batch, height, width, channels]` each, for nets that build on
 * it: detection, segmentation, transfer.
 *
 * Of a name it builds the net up to the last of these stages, without a head; the caller disposes it. Of a model it takes
 * the layers themselves, and the weights stay the model's: to dispose the extractor frees nothing.
 *
 * @param options - Which model, which stages; with a name, the options of the model too.
 * @returns A model with one output a stage; with one stage `predict` returns one tensor, with more an array.
 * @throws RangeError if there is no model or no stage of that name, no stage is named, or an option is of a head; TypeError for an unknown option;
 * with a name also what {@link createModel} throws.
 */
export function featureExtractor<Name extends ModelName>(options: FeatureExtractorOptions<Name>): LayersModel;
export function featureExtractor(options: BuiltFeatureExtractorOptions): LayersModel;
export function featureExtractor(
  options: FeatureExtractorOptions<ModelName> | BuiltFeatureExtractorOptions,
): LayersModel {
  const built = options.model instanceof LayersModel;
  expectOptions('featureExtractor', options, ['model', 'stages', ...(built ? [] : ['options'])]);
  if (options.model instanceof LayersModel) {
    const { model } = options;
    const extractor = shortened(model, options.stages, stageLayers(model));
    extractor.dispose = () => ({ refCountAfterDispose: 0, numDisposedVariables: 0 }); // the weights are the model's
    return extractor;
  }
  const { model: name, stages, options: given } = options as FeatureExtractorOptions<ModelName>;
  expectAbsent<Readonly<Record<string, unknown>>>({ ...given }, ['classes', 'pooling'], 'without a head');
  const ends = new Map(stagesOf(name, given).map((stage) => [stage.name as string, stage.layer]));
  expectStages(name, stages, ends);
  const whole = createModel(name, { ...given, classes: 0 } as ModelOptions<ModelName>);
  const extractor = shortened(whole, stages, ends);
  const kept = new Set(extractor.layers);
  for (const layer of whole.layers) if (!kept.has(layer) && layer.weights.length > 0) layer.dispose();
  return extractor;
}

/** A model of the same layers that ends at other ones. */
function shortened(
  whole: LayersModel,
  stages: readonly string[],
  ends: ReadonlyMap<string, string>,
): LayersModel {
  expectStages(whole.name, stages, ends);
  const outputs = stages.map((stage) => whole.getLayer(ends.get(stage) ?? stage).output as SymbolicTensor);
  return layersModel({ inputs: whole.inputs, outputs, name: `${whole.name}_features` });
}

/** The last layer of each stage, by the layers' names; behind the last stage of a pre-activation net is its activation. */
function stageLayers(model: LayersModel): ReadonlyMap<string, string> {
  const ends = new Map<string, string>();
  for (const { name } of model.layers) {
    const stage = /^stage\d+(?=_)/.exec(name)?.[0];
    if (stage !== undefined) ends.set(stage, name);
  }
  const last = [...ends.keys()].at(-1);
  if (last !== undefined && model.layers.some(({ name }) => name === 'end_relu')) ends.set(last, 'end_relu');
  return ends;
}

function expectStages(model: string, stages: readonly string[], ends: ReadonlyMap<string, string>): void {
  const known = [...ends.keys()].join(', ') || 'none';
  if (!Array.isArray(stages) || stages.length === 0)
    throw new RangeError(`stages must name at least one stage of ${model}, which has ${known}.`);
  const unknown = stages.find((stage) => !ends.has(stage));
  if (unknown !== undefined)
    throw new RangeError(`${model} has no stage ${JSON.stringify(unknown)}; it has ${known}.`);
}
