/** Height and width in pixels. */
export type Size = readonly [height: number, width: number];

/** A part of an image that a net is shown, brought to the size that the net takes where it has another. */
export interface View {
  /** Rows above it. */
  readonly top: number;
  /** Columns left of it. */
  readonly left: number;
  /** Its rows. */
  readonly height: number;
  /** Its columns. */
  readonly width: number;
  /** Whether it is mirrored, left to right. */
  readonly flip: boolean;
}

/** Says what to show a net that takes images of the size `crop` of images of the size `image`. */
export type Views = (image: Size, crop: Size) => readonly View[];

/** Rounds halves to the even number, as Python does. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Throws unless the images are as large as the crops. */
function expectRoom([height, width]: Size, crop: Size): void {
  if (height >= crop[0] && width >= crop[1]) return;
  throw new RangeError(
    `crops of ${crop[0]}x${crop[1]} pixels need images of at least that size; got ${height}x${width}: give larger images.`,
  );
}

/** Places of crops from one border to the other, evenly: `count` of them. */
const spread = (room: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => roundHalfEven((index * room) / (count - 1)));

const mirrored = (views: readonly View[]): View[] => [
  ...views,
  ...views.map((view) => ({ ...view, flip: true })),
];

/** One crop at each of the places, from top to bottom and left to right. */
const cropsAt = (tops: readonly number[], lefts: readonly number[], [height, width]: Size): View[] =>
  tops.flatMap((top) => lefts.map((left) => ({ top, left, height, width, flip: false })));

/** The crop in the middle; where that is between two pixels, at the even one, as torchvision's `CenterCrop`. */
export const centreView: Views = (image, crop) => {
  expectRoom(image, crop);
  const [top, left] = [0, 1].map((axis) => roundHalfEven(((image[axis] ?? 0) - (crop[axis] ?? 0)) / 2));
  return cropsAt([top ?? 0], [left ?? 0], crop);
};

/** The crop in the middle, and its mirror image. */
export const flipViews: Views = (image, crop) => mirrored(centreView(image, crop));

const cornersAndCentre: Views = (image, crop) => {
  expectRoom(image, crop);
  const corners = cropsAt([0, image[0] - crop[0]], [0, image[1] - crop[1]], crop);
  return [...corners, ...centreView(image, crop)];
};

/**
 * Ten crops: four corners and the middle, and their mirror images.
 * @see Krizhevsky et al. 2012, section 4.1
 */
export const tenViews: Views = (image, crop) => mirrored(cornersAndCentre(image, crop));

/**
 * Fifty crops: a grid of 5 by 5 from border to border, and their mirror images.
 * @see Simonyan and Zisserman 2015, section 4.3, https://arxiv.org/abs/1409.1556
 */
export const gridViews: Views = (image, crop) => {
  expectRoom(image, crop);
  return mirrored(cropsAt(spread(image[0] - crop[0], 5), spread(image[1] - crop[1], 5), crop));
};

/**
 * Thirty-six views: of the three squares at one end, in the middle and at the other end of the image, each the four corners,
 * the middle, and the square itself brought to the crop's size; and their mirror images. Over four scales these are 144.
 * @see Szegedy et al. 2015, section 7, https://arxiv.org/abs/1409.4842
 */
export const squareViews: Views = (image, crop) => {
  expectRoom(image, crop);
  const side = Math.min(...image);
  const square: Size = [side, side];
  const squares = [0, 1, 2].flatMap((index) => {
    const [top, left] = image.map((length) => spread(length - side, 3)[index] ?? 0);
    return cropsAt([top ?? 0], [left ?? 0], square);
  });
  const inside = (of: View): View[] =>
    cornersAndCentre(square, crop).map((view) => ({
      ...view,
      top: view.top + of.top,
      left: view.left + of.left,
    }));
  return mirrored(squares.flatMap((of) => [...inside(of), of]));
};

/** The whole image, and its mirror image, whatever the size of a crop. */
export const wholeViews: Views = (image) => mirrored(cropsAt([0], [0], image));
