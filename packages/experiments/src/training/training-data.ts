import { augmentation, holdOut, imageBatches, openSource, pixelScale, subset } from '@skipjack/datasets';
import type {
  AugmentImage,
  Augmentation,
  Image,
  ImageBatches,
  ImageSet,
  ImageSource,
  PixelScale,
} from '@skipjack/datasets';
import { scheduleNeedsEvaluations } from '@skipjack/recipes';
import type { AugmentStep, Recipe } from '@skipjack/recipes';

/** Options of {@link dataFor}. */
export interface DataForOptions {
  /** The recipe: its data, batch and seed. */
  readonly recipe: Recipe;
  /**
   * Where the data are, as `openSource` takes it, such as `imagenet:/data/imagenet` or `folder:/data/pets`; or a data set that is open.
   * @defaultValue the recipe's name of the data
   */
  readonly data?: string | ImageSet | undefined;
  /**
   * Whether files that are missing may be fetched, where the set has a publisher that is known.
   * @defaultValue false
   */
  readonly download?: boolean | undefined;
  /** Stops the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** The data of a recipe, as `train` and `evaluate` take them. */
export interface TrainingData {
  /** Name of the data set. */
  readonly name: string;
  /** Images to train on, augmented. */
  readonly train: ImageBatches;
  /** Images to evaluate on meanwhile: those that the recipe holds out of the training images, or the test images. */
  readonly validation: ImageBatches;
  /** The test images. */
  readonly test: ImageBatches;
  /** Whether `validation` was held out of the training images. */
  readonly heldOut: boolean;
  /** `[height, width, channels]` of an image that is evaluated. */
  readonly imageShape: readonly [number, number, number];
  /** The same of an image that is trained on. */
  readonly trainShape: readonly [number, number, number];
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** What pixels are normalised with. */
  readonly scale: PixelScale;
}

type Shape = TrainingData['imageShape'];

const shapeOf = ({ height, width, channels }: Image): Shape => [height, width, channels];

const FIRST = { seed: 0, epoch: 0, index: 0 };

/** Steps of a recipe, which are checked here: a recipe knows only that each has a type. */
function stepsOf(path: string, steps: readonly AugmentStep[]): AugmentImage {
  try {
    return augmentation(JSON.parse(JSON.stringify(steps)) as readonly Augmentation[]);
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function opened({ recipe, data, download, signal }: DataForOptions): Promise<ImageSet> {
  if (typeof data === 'object') return data;
  return await openSource({ spec: data ?? recipe.data.name, download, signal });
}

interface Divided {
  readonly train: ImageSource;
  readonly validation: ImageSource;
}

function divided({ data }: Recipe, set: ImageSet): Divided {
  const { holdOut: count, limit } = data;
  const whole = count === undefined ? undefined : holdOut({ split: set.train, count });
  const train = whole?.train ?? set.train;
  const first = (length: number): Uint32Array => Uint32Array.from({ length }, (_, index) => index);
  return {
    train:
      limit !== undefined && limit < train.length ? subset({ split: train, indices: first(limit) }) : train,
    validation: whole?.heldOut ?? set.test,
  };
}

/**
 * Opens the data of a recipe: its images, held out, limited, augmented and normalised as it says.
 *
 * @param options - The recipe, and where its data are.
 * @throws RangeError where the data set, a step of augmentation or a number does not exist or fit; DataError where a file is missing
 * or damaged.
 * @throws TypeError where the recipe's schedule follows evaluations and there is nothing to evaluate on.
 */
export async function dataFor(options: DataForOptions): Promise<TrainingData> {
  const { recipe, signal } = options;
  const { augment, evaluate, normalise } = recipe.data;
  const change = augment && stepsOf('data.augment', augment);
  const prepare = evaluate && stepsOf('data.evaluate', evaluate);
  const set = await opened(options);
  const { train, validation } = divided(recipe, set);
  if (validation.length === 0 && scheduleNeedsEvaluations(recipe.schedule))
    throw new TypeError(
      `the schedule of the recipe ${recipe.name} follows the evaluations, and ${set.name} has nothing to evaluate on: let data.holdOut hold images out, or take another schedule.`,
    );
  const scale = await pixelScale({ normalise, source: train, ...(prepare && { prepare }), signal });
  const evaluated = (source: ImageSource): ImageBatches =>
    imageBatches({ source, scale, ...(prepare && { prepare }) });
  const first = await train.read(0);
  return {
    name: set.name,
    train: imageBatches({
      ...{ source: train, scale, seed: recipe.seed ?? 0 },
      ...(change && { augment: change }),
      ...(prepare && { prepare }),
    }),
    validation: evaluated(validation),
    test: evaluated(set.test),
    heldOut: recipe.data.holdOut !== undefined,
    imageShape: shapeOf(prepare ? prepare(first, FIRST) : first),
    trainShape: shapeOf((change ?? prepare ?? ((image) => image))(first, FIRST)),
    classNames: set.classNames,
    scale,
  };
}
