import type { LayersModel } from '@tensorflow/tfjs-layers';
import { alexNet, alexNetStages } from './alexnet.ts';
import type { AlexNetOptions } from './alexnet.ts';
import { cifarPlain, cifarPlainStages, cifarResNet, cifarResNetStages } from './cifar.ts';
import type { CifarDepth, CifarPlainOptions, CifarResNetOptions } from './cifar.ts';
import { googLeNet, googLeNetStages } from './googlenet.ts';
import type { GoogLeNetOptions } from './googlenet.ts';
import { plainNet, plainNetStages, resNet, resNetStages } from './imagenet.ts';
import type { PlainNetDepth, PlainNetOptions, ResNetDepth, ResNetOptions } from './imagenet.ts';
import type { ModelStage } from './model-stage.ts';
import { nearestName } from './nearest-name.ts';
import { expectObject, expectOptions } from './option-checks.ts';
import { cifarResNetV2, cifarResNetV2Stages, resNetV2, resNetV2Stages } from './resnet-v2.ts';
import type {
  CifarResNetV2Options,
  CifarV2Depth,
  KerasV2Form,
  PaperV2Form,
  ResNetV2Depth,
  ResNetV2Settings,
} from './resnet-v2.ts';
import { resNeXt50, resNeXtStages, wideResNet50 } from './resnext.ts';
import type { ResNeXtOptions, WideResNetOptions } from './resnext.ts';
import { vgg, vggStages } from './vgg.ts';
import type { VggConfiguration, VggOptions } from './vgg.ts';

/** What the plain nets take. */
export type PlainNames = { readonly [Name in `plain${CifarDepth}`]: Omit<CifarPlainOptions, 'depth'> } & {
  readonly [Name in `plain${PlainNetDepth}`]: Omit<PlainNetOptions, 'depth'>;
};
/** What the residual nets take. */
export type ResidualNames = {
  readonly [Name in `resnet${CifarDepth}`]: Omit<CifarResNetOptions, 'depth'>;
} & {
  readonly [Name in `resnet${ResNetDepth}`]: Omit<ResNetOptions, 'depth'>;
};
/** What the pre-activation nets take. */
export type PreactivationNames = {
  readonly [Name in `resnet${CifarV2Depth}v2`]: Omit<CifarResNetV2Options, 'depth'>;
} & {
  readonly [Name in `resnet${ResNetV2Depth}v2`]: Omit<ResNetV2Settings, 'depth'> &
    (PaperV2Form | KerasV2Form);
};
/** What the VGG nets take. */
export type VggNames = {
  readonly [Name in `vgg${11 | 13 | 16 | 19}${'' | '_bn'}` | 'vgg11_lrn' | 'vgg16_c' | 'vgg16_c_bn']: Omit<
    VggOptions,
    'configuration' | 'batchNorm'
  >;
};

/** What each model of the registry takes. */
export type OptionsByName = PlainNames &
  ResidualNames &
  PreactivationNames &
  VggNames & {
    /** Options of `alexnet`. */
    readonly alexnet: AlexNetOptions;
    /** Options of `googlenet`. */
    readonly googlenet: GoogLeNetOptions;
    /** Options of `resnext50_32x4d`. */
    readonly resnext50_32x4d: ResNeXtOptions;
    /** Options of `wide_resnet50_2`. */
    readonly wide_resnet50_2: WideResNetOptions;
  };

/** Name of a model in the registry, such as `plain20` or `resnet50`. */
export type ModelName = keyof OptionsByName;

declare const registered: unique symbol;

/** Name of a model of your own, from {@link registerModel}; it stands wherever a {@link ModelName} does. */
export type RegisteredName = ModelName & {
  /** Tells the compiler that the name is one of your own. */
  readonly [registered]: true;
};

/** Options of {@link createModel} for a model of this name; those of a model of your own are not checked by type. */
export type ModelOptions<Name extends ModelName = ModelName> = Name extends RegisteredName
  ? Readonly<Record<string, unknown>>
  : OptionsByName[Name];

/** How the registry makes a model. */
interface Row {
  readonly build: (options: never) => LayersModel;
  /** Options that the name has settled. */
  readonly settled?: Readonly<Record<string, unknown>>;
  /** Where its stages end; a model of the user's own has none declared. */
  readonly stages?: (options: never) => ModelStage[];
}

/** Options of {@link registerModel}. */
export interface RegisterModelOptions {
  /** Lower-case letters, digits and underscores, such as `my_net`, that no other model has. */
  readonly name: string;
  /** Builds the model from the options of {@link createModel}, in which `name` is always given. */
  readonly build: (options: Readonly<Record<string, unknown>> & { readonly name: string }) => LayersModel;
}

const vggRow = (configuration: VggConfiguration, batchNorm = false): Row => ({
  build: vgg,
  settled: { configuration, batchNorm },
  stages: vggStages,
});
const cifarPlainRow = (depth: CifarDepth): Row => ({
  build: cifarPlain,
  settled: { depth },
  stages: cifarPlainStages,
});
const cifarResNetRow = (depth: CifarDepth): Row => ({
  build: cifarResNet,
  settled: { depth },
  stages: cifarResNetStages,
});
const cifarV2Row = (depth: CifarV2Depth): Row => ({
  build: cifarResNetV2,
  settled: { depth },
  stages: cifarResNetV2Stages,
});
const plainNetRow = (depth: PlainNetDepth): Row => ({
  build: plainNet,
  settled: { depth },
  stages: plainNetStages,
});
const resNetRow = (depth: ResNetDepth): Row => ({ build: resNet, settled: { depth }, stages: resNetStages });
const resNetV2Row = (depth: ResNetV2Depth): Row => ({
  build: resNetV2,
  settled: { depth },
  stages: resNetV2Stages,
});

/** The registry: every model and how it is built. */
const MODELS: Readonly<Record<ModelName, Row>> = {
  alexnet: { build: alexNet, stages: alexNetStages },
  googlenet: { build: googLeNet, stages: googLeNetStages },
  plain18: plainNetRow(18),
  plain20: cifarPlainRow(20),
  plain32: cifarPlainRow(32),
  plain34: plainNetRow(34),
  plain44: cifarPlainRow(44),
  plain56: cifarPlainRow(56),
  plain110: cifarPlainRow(110),
  plain1202: cifarPlainRow(1202),
  resnet18: resNetRow(18),
  resnet20: cifarResNetRow(20),
  resnet32: cifarResNetRow(32),
  resnet34: resNetRow(34),
  resnet44: cifarResNetRow(44),
  resnet50: resNetRow(50),
  resnet50v2: resNetV2Row(50),
  resnet56: cifarResNetRow(56),
  resnet101: resNetRow(101),
  resnet101v2: resNetV2Row(101),
  resnet110: cifarResNetRow(110),
  resnet110v2: cifarV2Row(110),
  resnet152: resNetRow(152),
  resnet152v2: resNetV2Row(152),
  resnet164v2: cifarV2Row(164),
  resnet1001v2: cifarV2Row(1001),
  resnet1202: cifarResNetRow(1202),
  resnext50_32x4d: { build: resNeXt50, stages: resNeXtStages },
  vgg11: vggRow('A'),
  vgg11_bn: vggRow('A', true),
  vgg11_lrn: vggRow('A-LRN'),
  vgg13: vggRow('B'),
  vgg13_bn: vggRow('B', true),
  vgg16: vggRow('D'),
  vgg16_bn: vggRow('D', true),
  vgg16_c: vggRow('C'),
  vgg16_c_bn: vggRow('C', true),
  vgg19: vggRow('E'),
  vgg19_bn: vggRow('E', true),
  wide_resnet50_2: { build: wideResNet50, stages: resNeXtStages },
};

/** Models of the user's own. */
const REGISTERED = new Map<string, Row>();

/**
 * Builds a model by its name in the registry.
 *
 * @param name - Lower-case name, such as `resnet20`; {@link listModels} returns all.
 * @param options - What the model of this name takes: input shape, classes, head, seed, and what its paper varies.
 * @returns A model, `[batch, height, width, channels]` to `[batch, classes]`, that the caller disposes.
 * @throws RangeError if the name is unknown or a value out of range; TypeError if the model has no such option.
 */
export function createModel<Name extends ModelName>(name: Name, options?: ModelOptions<Name>): LayersModel {
  const { build, settled = {} } = rowOf(name);
  expectObject(name, options ?? {});
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const option of Object.keys(settled)) {
    if (given[option] !== undefined)
      throw new TypeError(`${name} has no option "${option}": its name settles it. Choose another model.`);
  }
  return build({ ...given, ...settled, name: given['name'] ?? name } as never);
}

/**
 * Gives a model of your own a name in the registry, for {@link createModel} and {@link listModels}.
 *
 * @param options - Name, and the function that builds the model.
 * @returns The name, typed so that {@link createModel} takes it.
 * @throws RangeError if the registry has the name already; TypeError if it is not made of lower-case letters, digits and
 * underscores, or `build` is no function.
 */
export function registerModel(options: RegisterModelOptions): RegisteredName {
  expectOptions('registerModel', options, ['name', 'build']);
  const { name, build } = options;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name))
    throw new TypeError(
      `name must be lower-case letters, digits and underscores, such as my_net; got ${JSON.stringify(name) ?? String(name)}.`,
    );
  if (isModelName(name))
    throw new RangeError(`There is a model "${name}" already: give yours another name, such as my_${name}.`);
  if (typeof build !== 'function')
    throw new TypeError(`build must be a function from the options to a model; got ${typeof build}.`);
  REGISTERED.set(name, { build });
  return name as RegisteredName;
}

/**
 * Lists the names of the registry, sorted by family and depth, then those of {@link registerModel}.
 *
 * @param pattern - Which names, with `*` for any characters, such as `plain*`; all of them by default.
 * @returns The names that the whole pattern matches; none if there is none.
 */
export function listModels(pattern = '*'): ModelName[] {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`));
  const glob = new RegExp(`^${parts.join('.*')}$`);
  const names = [...Object.keys(MODELS), ...REGISTERED.keys()] as ModelName[];
  return names.filter((name) => glob.test(name));
}

/** Says whether the registry has a model of this name. */
export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(MODELS, name) || REGISTERED.has(name);
}

/** How the model of this name is made; throws a `RangeError` that suggests the nearest name if there is none. */
export function rowOf(name: string): Row {
  const row = Object.hasOwn(MODELS, name) ? MODELS[name as ModelName] : REGISTERED.get(name);
  if (row !== undefined) return row;
  const nearest = nearestName(String(name), listModels());
  const advice =
    nearest === undefined ? `Known are ${listModels().join(', ')}.` : `Did you mean "${nearest}"?`;
  throw new RangeError(`There is no model ${JSON.stringify(name) ?? String(name)}. ${advice}`);
}
