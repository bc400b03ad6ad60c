import { tensor1d, tensor4d } from '@tensorflow/tfjs-core';
import type { AugmentImage } from '../augment/augmentation.ts';
import type { Image, ImageSource } from '../image-source.ts';
import type { TensorBatch } from '../tensor-source.ts';
import { pixelWriter } from './pixel-writer.ts';
import type { PixelWriter } from './pixel-writer.ts';
import type { PixelScale } from './pixel-scale.ts';

/** Options of {@link imageBatches}. */
export interface ImageBatchesOptions {
  /** The images. */
  readonly source: ImageSource;
  /** What pixels are normalised with: see {@link pixelScale}. */
  readonly scale: PixelScale;
  /**
   * What each image goes through in training.
   * @defaultValue what it goes through in evaluation
   */
  readonly augment?: AugmentImage | undefined;
  /**
   * What each image goes through in evaluation.
   * @defaultValue nothing
   */
  readonly prepare?: AugmentImage | undefined;
  /**
   * Seed of the augmentation.
   * @defaultValue 0
   */
  readonly seed?: number;
  /**
   * Images that are read and decoded at once, where that takes time.
   * @defaultValue 8
   */
  readonly concurrency?: number;
}

/** Batches of tensors, to train and to evaluate on. */
export interface ImageBatches {
  /** Number of images. */
  readonly length: number;
  /** That of the images. */
  readonly fingerprint: string;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /**
   * Makes the tensors of some images: with `place` augmented, as a pure function of the seed, the epoch and the index, and without it
   * as an evaluation wants them. At once where the images are in memory.
   *
   * @param indices - Which images, each in [0, length).
   * @param place - The epoch, counted from 0.
   * @returns New tensors, the caller's to dispose.
   * @throws RangeError when an index is out of range, or the images come out in different sizes; DataError when one is damaged.
   */
  batch(indices: ArrayLike<number>, place?: { readonly epoch: number }): TensorBatch | Promise<TensorBatch>;
}

/** A batch, one image of which takes time. */
interface Unfinished {
  readonly indices: ArrayLike<number>;
  readonly put: (row: number, image: Image) => void;
  readonly filled: FilledBatch;
  readonly row: number;
  readonly image: Promise<Image>;
}

/** Rows of a batch that is being filled. */
interface Rows {
  readonly writer: PixelWriter;
  readonly pixels: Float32Array;
}

/** A batch of some images, filled row by row in any order. */
class FilledBatch {
  readonly #options: ImageBatchesOptions;
  readonly #indices: ArrayLike<number>;
  readonly #labels: Int32Array;
  #rows: Rows | undefined;

  constructor(options: ImageBatchesOptions, indices: ArrayLike<number>) {
    this.#options = options;
    this.#indices = indices;
    this.#labels = new Int32Array(indices.length);
  }

  put(row: number, image: Image): void {
    const { source, scale } = this.#options;
    const index = this.#indices[row] as number;
    if (!this.#rows) {
      const writer = pixelWriter({ scale, shape: [image.height, image.width, image.channels] });
      this.#rows = { writer, pixels: new Float32Array(this.#indices.length * writer.size) };
    }
    const { writer, pixels } = this.#rows;
    const [height, width, channels] = writer.shape;
    if (image.height !== height || image.width !== width || image.channels !== channels)
      throw new RangeError(
        `${source.nameOf(index)} comes out as ${image.height}x${image.width}x${image.channels}, and another image of its batch as ${height}x${width}x${channels}; give steps that make them equal, such as resizeShortSide and centreCrop.`,
      );
    writer.write(image.pixels, pixels, row * writer.size);
    this.#labels[row] = source.label(index);
  }

  tensors(): TensorBatch {
    const { writer, pixels } = this.#rows as Rows;
    return {
      images: tensor4d(pixels, [this.#indices.length, ...writer.shape], 'float32'),
      labels: tensor1d(this.#labels, 'int32'),
    };
  }
}

/**
 * Makes normalised and augmented batches of images, as `train` and `evaluate` of `@skipjack/recipes` take them.
 *
 * @param options - The images and what is done to them.
 * @returns A source that holds no tensor itself.
 */
export function imageBatches(options: ImageBatchesOptions): ImageBatches {
  const { source, augment, prepare, seed = 0, concurrency = 8 } = options;
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new RangeError(`concurrency must be a whole number of at least 1; got ${concurrency}.`);

  const batch = (
    indices: ArrayLike<number>,
    place?: { readonly epoch: number },
  ): TensorBatch | Promise<TensorBatch> => {
    if (indices.length === 0) throw new RangeError('A batch needs at least 1 index; got 0.');
    const change = place && augment ? augment : prepare;
    const epoch = place?.epoch ?? 0;
    const filled = new FilledBatch(options, indices);
    const put = (row: number, image: Image): void =>
      filled.put(row, change ? change(image, { seed, epoch, index: indices[row] as number }) : image);
    for (let row = 0; row < indices.length; row += 1) {
      const image = source.read(indices[row] as number);
      if (image instanceof Promise) return finish({ indices, put, filled, row, image });
      put(row, image);
    }
    return filled.tensors();
  };

  /** Goes on where an image takes time, with several of them at once. */
  const finish = async ({ indices, put, filled, row, image }: Unfinished): Promise<TensorBatch> => {
    let next = row + 1;
    const work = async (first?: Promise<Image>): Promise<void> => {
      if (first) put(row, await first);
      while (next < indices.length) {
        const mine = next;
        next += 1;
        put(mine, await source.read(indices[mine] as number));
      }
    };
    const workers = Array.from({ length: concurrency }, (_, worker) =>
      work(worker === 0 ? image : undefined),
    );
    // All have ended before an error is thrown: none goes on behind the caller's back.
    const outcomes = await Promise.allSettled(workers);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    return filled.tensors();
  };

  return { length: source.length, fingerprint: source.fingerprint, classNames: source.classNames, batch };
}
