import { written } from '../option-checks.ts';
import { centreView, flipViews, gridViews, squareViews, tenViews, wholeViews } from './views.ts';
import type { Size, Views } from './views.ts';

/**
 * What a net is shown of each image: `'centre'` one crop in the middle; `'flip'` that and its mirror image; `'ten'` the four corners
 * and the middle, and their mirror images (AlexNet, ResNet); `'multi'` a grid of 5 by 5, and mirror images (VGG); `'squares'`
 * 36 views of three squares (GoogLeNet: 144 over four scales); `'dense'` the whole image and its mirror image, with
 * fully connected layers as convolutions (VGG, ResNet).
 */
export type CropsName = 'centre' | 'flip' | 'ten' | 'multi' | 'squares' | 'dense';

/** The views of each name, and how many there are. */
const CROPS: Readonly<Record<CropsName, readonly [views: Views, count: number]>> = {
  centre: [centreView, 1],
  flip: [flipViews, 2],
  ten: [tenViews, 10],
  multi: [gridViews, 50],
  squares: [squareViews, 36],
  dense: [wholeViews, 2],
};

/** How images are shown to a net. */
export interface ShownImages {
  readonly views: Views;
  /** About how many views there are of an image. */
  readonly count: number;
  /** The size that the net takes; undefined for that of the image. */
  readonly size: Size | undefined;
}

/** What to show a net whose images have that height and width, null for any. */
export function shownImages(
  crops: CropsName | Views,
  [height, width]: readonly (number | null | undefined)[],
  cropSize: number | undefined,
): ShownImages {
  if (typeof crops !== 'function' && !Object.hasOwn(CROPS, String(crops))) {
    const names = Object.keys(CROPS).map((name) => `'${name}'`);
    throw new RangeError(`crops must be ${names.join(', ')} or a function; got ${written(crops)}.`);
  }
  const [views, count] = typeof crops === 'function' ? [crops, 1] : CROPS[crops];
  if (crops === 'dense') {
    if (cropSize !== undefined)
      throw new RangeError("cropSize does nothing with crops: 'dense', so leave it out.");
    return { views, count, size: undefined };
  }
  for (const own of [height, width]) {
    if (cropSize !== undefined && own != null && own !== cropSize)
      throw new RangeError(
        `cropSize must be that of the model's input, ${height}x${width}, or be left out; got ${cropSize}.`,
      );
  }
  const size: Size = [height ?? cropSize ?? 0, width ?? cropSize ?? 0];
  if (Math.min(...size) === 0) {
    if (crops !== 'centre' && crops !== 'flip')
      throw new RangeError(
        `crops need cropSize, such as 224, for a model that takes images of any size; got none.`,
      );
    return { views, count, size: undefined };
  }
  return { views, count, size };
}
