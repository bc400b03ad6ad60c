/** One decoded image. */
export interface Image {
  /** Pixels from top to bottom. */
  readonly height: number;
  /** Pixels from left to right. */
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  /** Bytes `[height, width, channels]`, last dimension fastest. */
  readonly pixels: Uint8Array;
}

/** Labelled images by their index, decoded when they are asked for. */
export interface ImageSource {
  /** Number of images. */
  readonly length: number;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** `[height, width, channels]` of every image; null where the images differ in that size. */
  readonly imageShape: readonly [number | null, number | null, number];
  /** Equal if and only if the data are, as far as that can be told without reading every image; says how in its prefix, such as `sha256:`. */
  readonly fingerprint: string;
  /**
   * The class of an image, an index into {@link ImageSource.classNames}.
   * @throws RangeError where there is no such index.
   */
  label(index: number): number;
  /**
   * Where an image comes from, for messages: a file, and the row or member in it.
   * @throws RangeError where there is no such index.
   */
  nameOf(index: number): string;
  /**
   * Reads and decodes an image.
   * @throws {@link DataError} where it is damaged. Never answers with part of an image.
   */
  read(index: number): Image | Promise<Image>;
}
