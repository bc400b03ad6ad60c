import type { Checksum } from './checksum.ts';

/** One file of a data set as its publisher offers it: packed, and what is in it. */
export interface PublishedFile {
  /** Name of the unpacked file; the packed one has `.gz` after it. */
  readonly name: string;
  /** The unpacked file. */
  readonly raw: Checksum;
  /** The packed file. */
  readonly gzip: Checksum;
}

/** The four files of MNIST and of the sets made in its likeness. */
export interface PublishedFiles {
  /** Training images. */
  readonly trainImages: PublishedFile;
  /** Training labels. */
  readonly trainLabels: PublishedFile;
  /** Test images. */
  readonly testImages: PublishedFile;
  /** Test labels. */
  readonly testLabels: PublishedFile;
}
