import type { AugmentImage } from '../augment/augmentation.ts';
import type { Image, ImageSource } from '../image-source.ts';
import { pixelMoves } from './pixel-move.ts';
import type { DrawMove } from './pixel-move.ts';
import type { PixelScale } from './pixel-scale.ts';
import { pixelWriter } from './pixel-writer.ts';
import type { PixelWriter } from './pixel-writer.ts';

/** `[height, width, channels]`. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** What is done to the images of a batch. */
export interface RowsSettings {
  readonly source: ImageSource;
  readonly scale: PixelScale;
  /** What each image goes through; nothing where undefined. */
  readonly change: AugmentImage | undefined;
  readonly seed: number;
  /** Images that are read at once, where that takes time. */
  readonly concurrency: number;
}

/** Where rows are written: numbers for images of one shape. */
export interface RowsTarget {
  readonly shape: ImageShape;
  readonly pixels: Float32Array;
}

/** Fills the rows of batches. */
export interface RowFiller {
  /**
   * Reads, augments and normalises images, at once where they are in memory.
   *
   * @param indices - Which images.
   * @param epoch - Number of the epoch.
   * @param target - Where they are written; by default new numbers, in the shape of the first image.
   * @param begun - Told the index of each image before it is read.
   */
  fill(
    indices: ArrayLike<number>,
    epoch: number,
    target?: RowsTarget,
    begun?: (index: number) => void,
  ): RowsTarget | Promise<RowsTarget>;
}

/** Makes a filler, which keeps what it needs for each shape of image. */
export function rowFiller(settings: RowsSettings): RowFiller {
  const { source, scale, change, seed, concurrency } = settings;
  const moves = change && pixelMoves(change);
  const writers = new Map<string, PixelWriter>();
  const writerOf = (shape: ImageShape): PixelWriter => {
    const key = shape.join();
    const writer = writers.get(key) ?? pixelWriter({ scale, shape });
    if (writers.size > 16) writers.clear(); // images of many sizes, a batch each
    writers.set(key, writer);
    return writer;
  };
  return {
    fill(indices, epoch, target, begun = () => {}) {
      const rows = new Rows({ source, indices, writerOf, target });
      const put = (row: number, image: Image): void => {
        const place = { seed, epoch, index: indices[row] as number };
        if (moves) rows.putMoved(row, image, moves, place);
        else rows.put(row, change ? change(image, place) : image);
      };
      const read = (row: number): Image | Promise<Image> => {
        const index = indices[row] as number;
        begun(index);
        return source.read(index);
      };
      for (let row = 0; row < indices.length; row += 1) {
        const image = read(row);
        if (image instanceof Promise)
          return finish({ length: indices.length, row, image, read, put, concurrency }).then(() =>
            rows.target(),
          );
        put(row, image);
      }
      return rows.target();
    },
  };
}

/** Rows, one image of which takes time. */
interface Unfinished {
  readonly length: number;
  readonly row: number;
  readonly image: Promise<Image>;
  readonly read: (row: number) => Image | Promise<Image>;
  readonly put: (row: number, image: Image) => void;
  readonly concurrency: number;
}

/** Goes on where an image takes time, with several of them at once. */
async function finish({ length, row, image, read, put, concurrency }: Unfinished): Promise<void> {
  let next = row + 1;
  const work = async (first?: Promise<Image>): Promise<void> => {
    if (first) put(row, await first);
    while (next < length) {
      const mine = next;
      next += 1;
      put(mine, await read(mine));
    }
  };
  const lines = Array.from({ length: concurrency }, (_, line) => work(line === 0 ? image : undefined));
  // All have ended before an error is thrown: none goes on behind the caller's back.
  const outcomes = await Promise.allSettled(lines);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}

/** An image whose shape is another one than that of its batch. */
export class ShapeError extends RangeError {}

interface RowsOptions {
  readonly source: ImageSource;
  readonly indices: ArrayLike<number>;
  readonly writerOf: (shape: ImageShape) => PixelWriter;
  readonly target: RowsTarget | undefined;
}

/** The rows of one batch, filled in any order. */
class Rows {
  readonly #options: RowsOptions;
  #filled: { readonly writer: PixelWriter; readonly pixels: Float32Array } | undefined;

  constructor(options: RowsOptions) {
    this.#options = options;
    const { target, writerOf } = options;
    if (target) this.#filled = { writer: writerOf(target.shape), pixels: target.pixels };
  }

  put(row: number, image: Image): void {
    const { writer, pixels } = this.#filledFor(row, image);
    writer.write(image.pixels, pixels, row * writer.size);
  }

  putMoved(row: number, image: Image, moves: DrawMove, place: Parameters<DrawMove>[0]): void {
    const { writer, pixels } = this.#filledFor(row, image);
    writer.writeMoved(image.pixels, pixels, row * writer.size, moves(place, image.channels));
  }

  target(): RowsTarget {
    const { writer, pixels } = this.#filled as { writer: PixelWriter; pixels: Float32Array };
    return { shape: writer.shape, pixels };
  }

  #filledFor(row: number, image: Image): { readonly writer: PixelWriter; readonly pixels: Float32Array } {
    const { source, indices, writerOf } = this.#options;
    if (!this.#filled) {
      const writer = writerOf([image.height, image.width, image.channels]);
      this.#filled = { writer, pixels: new Float32Array(indices.length * writer.size) };
    }
    const [height, width, channels] = this.#filled.writer.shape;
    if (image.height !== height || image.width !== width || image.channels !== channels)
      throw new ShapeError(
        `${source.nameOf(indices[row] as number)} comes out as ${image.height}x${image.width}x${image.channels}, and another image of its batch as ${height}x${width}x${channels}; give steps that make them equal, such as resizeShortSide and centreCrop.`,
      );
    return this.#filled;
  }
}
