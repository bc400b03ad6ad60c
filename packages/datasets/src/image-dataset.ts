/** Labelled images of one size, held as bytes. */
export interface ImageSplit {
  /** Number of images, and of labels. */
  readonly length: number;
  /** `[height, width, channels]` of every image. */
  readonly imageShape: readonly [number, number, number];
  /** Pixels in [0, 255], shape `[length, height, width, channels]`, last dimension fastest. */
  readonly images: Uint8Array;
  /** Class of each image, an index into the data set's `classNames`. */
  readonly labels: Uint8Array;
}

/** A data set of images with its official division into training and test images. */
export interface ImageDataset {
  /** Name by which {@link loadDataset} knows it, such as `mnist`. */
  readonly name: string;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** `[height, width, channels]` of every image. */
  readonly imageShape: readonly [number, number, number];
  /** SHA-256, in hexadecimal, of the digests of the unpacked files: equal if and only if the data are. */
  readonly fingerprint: string;
  /** Images to train on. */
  readonly train: ImageSplit;
  /** Images to measure the result on. */
  readonly test: ImageSplit;
}
