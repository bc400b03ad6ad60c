import { augmentation, imageBatches, openSource } from '@skipjack/datasets';
import type { Augmentation, ImageBatches, ImageSet } from '@skipjack/datasets';
import { evaluate, reestimateBatchNorm } from '@skipjack/recipes';
import type { AugmentStep, CheckpointKind, CropsName, EvaluationResult } from '@skipjack/recipes';
import { readMetrics } from '@skipjack/runs';
import type { RunInput } from '@skipjack/runs';
import { dataFor } from '../training/training-data.ts';
import { savedNet } from './saved-net.ts';
import type { SavedNet, SavedNetOptions } from './saved-net.ts';
import { shownCrops } from './shown-crops.ts';

/** Options of {@link evaluateRun}. */
export interface EvaluateRunOptions extends SavedNetOptions {
  /**
   * What the net is shown of each image.
   * @defaultValue what the recipe says
   */
  readonly crops?: CropsName | undefined;
  /**
   * Images per forward pass.
   * @defaultValue 256, or 1 where crops leave the images their own sizes
   */
  readonly batch?: number | undefined;
}

/** How well the net of a run does. */
export interface EvaluatedRun {
  /** Folder of the run. */
  readonly folder: string;
  /** Name of the recipe. */
  readonly recipe: string;
  /** Name of the net. */
  readonly model: string;
  /** Steps that its weights were trained for. */
  readonly step: number;
  /** Which checkpoint. */
  readonly kind: CheckpointKind;
  /** Whether the weights are averages. */
  readonly averages: boolean;
  /** Name of the data set, whose test images were shown. */
  readonly data: string;
  /** What the net was shown of each. */
  readonly crops: CropsName | undefined;
  /** Training images by which batch norm's statistics were taken anew, as the recipe says; 0 for none. */
  readonly batchNormSamples: number;
  /** What the run itself measured at that step, where it was measured in the same way. */
  readonly recorded:
    | {
        /** Mean loss. */
        readonly loss: number;
        /** Fraction classified wrongly. */
        readonly error: number;
      }
    | undefined;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** Loss and errors, a row for each class, and the confusion matrix. */
  readonly result: EvaluationResult;
}

/** Batches of images, prepared by some steps and normalised as a net takes them. */
export function batchesFor(
  source: ImageSet['test'],
  steps: readonly AugmentStep[],
  input: Pick<RunInput, 'mean' | 'std'>,
): ImageBatches {
  const prepare =
    steps.length === 0
      ? undefined
      : augmentation(JSON.parse(JSON.stringify(steps)) as readonly Augmentation[]);
  const scale = { mean: Float64Array.from(input.mean), std: Float64Array.from(input.std) };
  return imageBatches({ source, scale, ...(prepare && { prepare }) });
}

function expectClasses(set: ImageSet, { classNames }: RunInput): void {
  if (set.classNames.join('\n') === classNames.join('\n')) return;
  const some = (names: readonly string[]): string =>
    `${names.length} classes, ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
  throw new RangeError(
    `The run was trained on ${some(classNames)}, and ${set.name} has ${some(set.classNames)}; give data of the same classes in the same order.`,
  );
}

/**
 * Measures the net of a run on test images: prepared, normalised and shown as its recipe says, each exactly once.
 *
 * @param options - The run, and which images.
 * @throws RangeError where the data are of other classes; what `savedNet` and `evaluate` throw.
 */
export async function evaluateRun(options: EvaluateRunOptions): Promise<EvaluatedRun> {
  const { data, download, signal, batch } = options;
  // Another data set says nothing of what the net was trained on.
  const net = await savedNet({ ...options, data: typeof data === 'object' ? data : undefined });
  try {
    const { recipe, record, model, input, state } = net;
    const spec = data ?? record.data.spec ?? recipe.data.name;
    const set = typeof spec === 'string' ? await openSource({ spec, download, signal }) : spec;
    expectClasses(set, input);
    const { batchNormSamples = 0, crops: usual } = recipe.evaluation ?? {};
    const shown = shownCrops(recipe, options.crops ?? usual, net);
    if (batchNormSamples > 0) await restatistics(net, batchNormSamples, options);
    const { crops, cropSize, uneven } = shown;
    const result = await evaluate({
      ...{ model, data: batchesFor(set.test, shown.steps, input), signal, perClass: true, confusion: true },
      ...(crops && { crops }),
      ...(cropSize !== undefined && { cropSize }),
      batch: batch ?? (uneven ? 1 : 256),
    });
    const isOwn = data === undefined && crops === usual && recipe.data.holdOut === undefined;
    const usesAverages = recipe.average !== undefined;
    const recorded = isOwn && net.averages === usesAverages ? await recordedAt(net) : undefined;
    return {
      ...{ folder: net.folder, recipe: recipe.name, model: model.name, step: state.step, kind: net.kind },
      ...{ averages: net.averages, data: set.name, crops, batchNormSamples, recorded },
      ...{ classNames: input.classNames, result },
    };
  } finally {
    net.dispose();
  }
}

/** Takes batch norm's statistics anew, as the evaluations of the training did. */
async function restatistics(
  { recipe, record, model }: SavedNet,
  samples: number,
  { data, download, signal }: EvaluateRunOptions,
): Promise<void> {
  const { batch } = recipe;
  const source = record.data.spec ?? (typeof data === 'object' ? data : undefined);
  const { train } = await dataFor({ recipe, data: source, download, signal });
  const batches = Math.max(1, Math.floor(Math.min(samples, train.length) / batch));
  await reestimateBatchNorm({ model, data: train, batch, batches, signal });
}

async function recordedAt({ folder, state }: SavedNet): Promise<EvaluatedRun['recorded']> {
  const metrics = await readMetrics({ folder });
  const at = metrics.find(({ step, testError }) => step === state.step && testError !== undefined);
  const [loss, error] = [at?.['testLoss'], at?.['testError']];
  return typeof loss === 'number' && typeof error === 'number' ? { loss, error } : undefined;
}
