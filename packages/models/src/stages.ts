import type { CifarDepth } from './cifar.ts';
import type { ModelStage } from './model-stage.ts';
import { rowOf } from './registry.ts';
import type { ModelName, ModelOptions, RegisteredName } from './registry.ts';
import type { CifarV2Depth } from './resnet-v2.ts';

/** Names of the stages of a model: three of the CIFAR nets and GoogLeNet, five of AlexNet and VGG, four of the others. */
export type StageName<Name extends ModelName = ModelName> = Name extends RegisteredName
  ? `stage${number}`
  : Name extends 'alexnet' | `vgg${string}`
    ? `stage${1 | 2 | 3 | 4 | 5}`
    : Name extends 'googlenet' | `${'plain' | 'resnet'}${CifarDepth}` | `resnet${CifarV2Depth}v2`
      ? `stage${1 | 2 | 3}`
      : `stage${1 | 2 | 3 | 4}`;

/**
 * Where the stages of a model end, with the channels and the reduction of their feature maps, without building it.
 *
 * @param name - Name in the registry, such as `resnet50`.
 * @param options - What the model of this name takes; `compat`, `stem` and `outputStride` change the answer.
 * @returns The stages from the image on.
 * @throws RangeError if the name is unknown, or of a model of your own, whose stages are not known without building it.
 */
export function stagesOf<Name extends ModelName>(
  name: Name,
  options?: Omit<ModelOptions<Name>, 'classes'>,
): ModelStage<StageName<Name>>[] {
  const { stages, settled } = rowOf(name);
  if (stages === undefined)
    throw new RangeError(
      `The stages of ${name} are known only when it is built: build it, and look at its layers.`,
    );
  return stages({ ...options, ...settled } as never) as ModelStage<StageName<Name>>[];
}
