import type { AugmentStep, CropsName, Recipe } from '@skipjack/recipes';
import type { RunInput } from '@skipjack/runs';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** How images are prepared and shown to a net. */
export interface ShownCrops {
  /** What each image goes through. */
  readonly steps: readonly AugmentStep[];
  /** What the net is shown of it; undefined for the whole image. */
  readonly crops: CropsName | undefined;
  /** Size of a crop, for a net that takes images of any size. */
  readonly cropSize: number | undefined;
  /** Whether images may be of several sizes. */
  readonly uneven: boolean;
}

/** Crops that are in the middle, which the recipe's own steps leave. */
const MIDDLE: ReadonlySet<CropsName | undefined> = new Set([undefined, 'centre', 'flip']);

/**
 * Says how to prepare images for some crops: for crops elsewhere than in the middle, the recipe's last step, which keeps the middle alone,
 * is left out.
 *
 * @param recipe - The recipe.
 * @param crops - What the net is to be shown.
 * @param net - The net and what it takes.
 */
export function shownCrops(
  recipe: Recipe,
  crops: CropsName | undefined,
  { model, input }: { readonly model: LayersModel; readonly input: RunInput },
): ShownCrops {
  const steps = recipe.data.evaluate ?? [];
  const last = steps.at(-1);
  const isFixed = model.inputs[0]?.shape[1] != null;
  const size = isFixed || crops === 'dense' ? undefined : input.imageShape[0];
  if (MIDDLE.has(crops) || last?.type !== 'centreCrop')
    return { steps, crops, cropSize: MIDDLE.has(crops) ? undefined : size, uneven: false };
  return { steps: steps.slice(0, -1), crops, cropSize: size, uneven: true };
}
