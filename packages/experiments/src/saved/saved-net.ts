import { restoreWeights } from '@skipjack/recipes';
import type { CheckpointKind } from '@skipjack/recipes';
import { savedRun } from '@skipjack/runs';
import type { RunInput, SavedRun } from '@skipjack/runs';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dataFor } from '../training/training-data.ts';
import type { DataForOptions } from '../training/training-data.ts';
import { modelFor } from '../training/training-model.ts';

/** Options of {@link savedNet}. */
export interface SavedNetOptions extends Omit<DataForOptions, 'recipe'> {
  /** Folder of a run, or of one of its checkpoints. */
  readonly path: string;
  /**
   * Which checkpoint of the run.
   * @defaultValue 'last', or the one that `path` is
   */
  readonly kind?: CheckpointKind | undefined;
  /**
   * Whether the averages of the weights are taken. `'auto'`: where the training kept some, as its own evaluations do.
   * @defaultValue 'auto'
   */
  readonly averages?: boolean | 'auto';
  /**
   * The model, where it is your own and not of the registry; its weights are set, and the caller disposes it.
   * @defaultValue the recipe's
   */
  readonly model?: LayersModel | undefined;
}

/** The net of a run, as it was trained. */
export interface SavedNet extends SavedRun {
  /** The net, with its weights. */
  readonly model: LayersModel;
  /** What it takes and answers. */
  readonly input: RunInput;
  /** Whether the weights are averages. */
  readonly averages: boolean;
  /** Frees the net, unless it was given. */
  dispose(): void;
}

/**
 * Builds the net of a run with the weights of a checkpoint. What it takes is in the run's record; where that does not say so, the data
 * that it was trained on are measured again.
 *
 * @param options - The run, and which of its weights.
 * @throws RunFolderError or CheckpointError where the run cannot be read; CheckpointMismatchError where the weights are of another model;
 * RangeError where there is no such model, or there are no averages; what `dataFor` throws.
 */
export async function savedNet(options: SavedNetOptions): Promise<SavedNet> {
  const { path, kind, averages = 'auto', model: own } = options;
  const run = await savedRun({ path, kind });
  const input = run.record.input ?? (await measuredInput(run, options));
  const model = own ?? (await built(run, input));
  try {
    const restored = restoreWeights({ model, state: run.state, averages });
    return {
      ...run,
      ...{ model, input, averages: restored.averages },
      dispose() {
        if (own === undefined) model.dispose();
      },
    };
  } catch (error) {
    if (own === undefined) model.dispose();
    throw error;
  }
}

async function measuredInput(
  { record, recipe }: SavedRun,
  { data, download, signal }: SavedNetOptions,
): Promise<RunInput> {
  const source = data ?? record.data.spec;
  const { imageShape, trainShape, classNames, scale } = await dataFor({
    recipe,
    data: source,
    download,
    signal,
  });
  return { imageShape, trainShape, classNames, mean: [...scale.mean], std: [...scale.std] };
}

/** The net without the weights that its training began with. */
async function built({ record, recipe }: SavedRun, input: RunInput): Promise<LayersModel> {
  const { startFrom: _, ...rest } = recipe;
  return await modelFor({ recipe: { ...rest, model: record.model }, data: input });
}
