import { tidy } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expectInteger } from '../bounds.ts';
import { classifierOf, logitsOf } from '../classifier.ts';
import { expectOptions } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import { shownImages } from './crops.ts';
import type { CropsName } from './crops.ts';
import { densePass } from './dense-pass.ts';
import { showView } from './show-view.ts';
import { viewAverage } from './view-average.ts';
import type { Views } from './views.ts';

/** Options of {@link predict}. */
export interface PredictOptions {
  /** Maps images `[batch, height, width, channels]` to logits `[batch, classes]`. */
  readonly model: LayersModel;
  /** Images of one size, normalised as in the training. The caller disposes them. */
  readonly images: Tensor4D;
  /**
   * What the net is shown of each image, as in `evaluate`.
   * @defaultValue the whole image, which must have the size of the model's input
   */
  readonly crops?: CropsName | Views;
  /**
   * Height and width of a crop in pixels, for a model that takes images of any size.
   * @defaultValue the size of the model's input
   */
  readonly cropSize?: number;
}

const EXPECTED: OptionsExample<PredictOptions> = {
  owner: 'predict',
  known: { model: true, images: true, crops: true, cropSize: true },
  example: 'predict({ model, images })',
};

/** The softmax of each row of logits, in double precision. */
function softmaxRows(logits: ArrayLike<number>, classes: number): Float64Array[] {
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const own = Float64Array.from(
      { length: classes },
      (_each, of) => logits[row * classes + of] ?? Number.NaN,
    );
    const highest = own.reduce((most, value) => Math.max(most, value), -Infinity);
    const powers = own.map((value) => Math.exp(value - highest));
    const total = powers.reduce((sum, value) => sum + value, 0);
    return powers.map((value) => value / total);
  });
}

/** Throws unless the images are as large as the model takes them. */
function expectSize({ shape }: Tensor4D, takes: readonly (number | null)[], ofAnySize: boolean): void {
  const own = shape.slice(1);
  const fits = own.every(
    (size, axis) => (ofAnySize && axis < 2) || takes[axis] == null || takes[axis] === size,
  );
  if (fits && own.length === takes.length) return;
  throw new RangeError(
    `images must have the shape [${takes.map((size) => size ?? 'any').join(', ')}] of the model's input; got [${own.join(', ')}].`,
  );
}

/**
 * Says how probable each class is for each image, in inference mode.
 *
 * Averages the probabilities over the views of an image, as `evaluate` does by default.
 * @returns For each image the probabilities of the classes, which add up to 1; NaN where a logit is not finite.
 * @throws RangeError if the images have not the shape of the model's input or are smaller than a crop, or `crops` is none of those allowed.
 * @throws TypeError if the model has several inputs, or ends in a softmax, or an option is unknown.
 */
export async function predict(options: PredictOptions): Promise<Float64Array[]> {
  expectOptions(options, EXPECTED);
  const { model, images, crops, cropSize } = options;
  if (cropSize !== undefined) expectInteger('cropSize', cropSize, 1);
  const { imageShape, classes } = classifierOf(model);
  const shown = crops === undefined ? undefined : shownImages(crops, imageShape, cropSize);
  expectSize(images, imageShape, shown !== undefined);
  const [count, height, width] = images.shape;
  const size = shown?.size ?? ([height, width] as const);
  const forward =
    crops === 'dense'
      ? densePass(model)
      : (seen: Tensor4D): Tensor2D => tidy(() => logitsOf(model, seen, false));
  const mean = viewAverage(count, classes, 'probabilities');
  for (const view of shown ? shown.views([height, width], size) : [undefined]) {
    const seen = view ? showView(images, view, size) : images;
    const logits = forward(seen);
    try {
      mean.add(await logits.data<'float32'>());
    } finally {
      logits.dispose();
      if (view) seen.dispose();
    }
  }
  return softmaxRows(mean.result(), classes);
}
