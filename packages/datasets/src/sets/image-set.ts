import type { ImageSource } from '../image-source.ts';

/** A data set whose images are decoded when they are asked for. */
export interface ImageSet {
  /** Name of the data set. */
  readonly name: string;
  /** What each label stands for. */
  readonly classNames: readonly string[];
  /** Equal if and only if the data are, as far as that can be told without reading every image; says how in its prefix. */
  readonly fingerprint: string;
  /** Images to train on. */
  readonly train: ImageSource;
  /** Images to measure the result on: the official validation images, where those are what is published. */
  readonly test: ImageSource;
}
