import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cifarPlain, cifarResNet } from './cifar.ts';
import type { CifarDepth } from './cifar.ts';
import { plainNet, resNet } from './imagenet.ts';
import type { PlainNetDepth, ResNetDepth } from './imagenet.ts';
import { nearestName } from './nearest-name.ts';
import type { BottleneckNetOptions } from './net-options.ts';
import { BOTTLENECK_NET_OPTIONS, expectOptions, NET_OPTIONS, RESIDUAL_NET_OPTIONS } from './option-checks.ts';

/** Name of a model in the registry, such as `plain20` or `resnet50`. */
export type ModelName = `plain${CifarDepth | PlainNetDepth}` | `resnet${CifarDepth | ResNetDepth}`;

/** Options of {@link createModel}; each model refuses those that it has no use for. */
export type ModelOptions = BottleneckNetOptions;

/** The registry: every model and how it is built. */
const MODELS: Readonly<Record<ModelName, (options: ModelOptions) => LayersModel>> = {
  plain18: (options) => plainNet({ ...options, depth: 18 }),
  plain20: (options) => cifarPlain({ ...options, depth: 20 }),
  plain32: (options) => cifarPlain({ ...options, depth: 32 }),
  plain34: (options) => plainNet({ ...options, depth: 34 }),
  plain44: (options) => cifarPlain({ ...options, depth: 44 }),
  plain56: (options) => cifarPlain({ ...options, depth: 56 }),
  plain110: (options) => cifarPlain({ ...options, depth: 110 }),
  plain1202: (options) => cifarPlain({ ...options, depth: 1202 }),
  resnet18: (options) => resNet({ ...options, depth: 18 }),
  resnet20: (options) => cifarResNet({ ...options, depth: 20 }),
  resnet32: (options) => cifarResNet({ ...options, depth: 32 }),
  resnet34: (options) => resNet({ ...options, depth: 34 }),
  resnet44: (options) => cifarResNet({ ...options, depth: 44 }),
  resnet50: (options) => resNet({ ...options, depth: 50 }),
  resnet56: (options) => cifarResNet({ ...options, depth: 56 }),
  resnet101: (options) => resNet({ ...options, depth: 101 }),
  resnet110: (options) => cifarResNet({ ...options, depth: 110 }),
  resnet152: (options) => resNet({ ...options, depth: 152 }),
  resnet1202: (options) => cifarResNet({ ...options, depth: 1202 }),
};

const BOTTLENECK_NETS: readonly ModelName[] = ['resnet50', 'resnet101', 'resnet152'];

/**
 * Builds a model by its name in the registry.
 *
 * @param name - Lower-case name, such as `resnet20`; {@link listModels} returns all.
 * @param options - Input shape, classes, activation, seed, name, and for residual nets the shortcut.
 * @returns A model, `[batch, height, width, channels]` to `[batch, classes]`, that the caller disposes.
 * @throws RangeError if the name is unknown or a value out of range; TypeError if the model has no such option.
 */
export function createModel(name: ModelName, options: ModelOptions = {}): LayersModel {
  const build = MODELS[knownName(name)];
  expectOptions(name, options, optionsOf(name));
  return build(options);
}

function optionsOf(name: ModelName): readonly string[] {
  if (BOTTLENECK_NETS.includes(name)) return BOTTLENECK_NET_OPTIONS;
  return name.startsWith('resnet') ? RESIDUAL_NET_OPTIONS : NET_OPTIONS;
}

/**
 * Lists the names of the registry, sorted by family and depth.
 *
 * @param pattern - Which names, with `*` for any characters, such as `plain*`; all of them by default.
 * @returns The names that the whole pattern matches; none if there is none.
 */
export function listModels(pattern = '*'): ModelName[] {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^A-Za-z0-9]/g, String.raw`\$&`));
  const glob = new RegExp(`^${parts.join('.*')}$`);
  return (Object.keys(MODELS) as ModelName[]).filter((name) => glob.test(name));
}

/** Says whether the registry has a model of this name. */
export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(MODELS, name);
}

/**
 * Returns the name if the registry has it.
 *
 * @throws RangeError that suggests the nearest name otherwise.
 */
export function knownName(name: string): ModelName {
  if (isModelName(name)) return name;
  const nearest = nearestName(String(name), listModels());
  const advice =
    nearest === undefined ? `Known are ${listModels().join(', ')}.` : `Did you mean "${nearest}"?`;
  throw new RangeError(`There is no model ${JSON.stringify(name) ?? String(name)}. ${advice}`);
}
