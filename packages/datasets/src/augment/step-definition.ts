import type { Image } from '../image-source.ts';
import type { Region } from '../images/crop.ts';
import type { ResizeFilter } from '../images/resampling.ts';
import type { AugmentationPlace } from './random-stream.ts';
import type { Field } from './step-fields.ts';
import type { Augmentation } from './steps.ts';

/** Changes one image; a pure function of all it is given. */
export type ImageChange = (image: Image, place: AugmentationPlace, key: number) => Image;

/** Height and width, without the pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** How a step resizes. */
export interface Resizing extends Size {
  readonly filter: ResizeFilter;
}

/** What each step of one type is and does. */
export interface StepDefinition<Step extends Augmentation> {
  /** Every key that may stand beside `type`. */
  readonly fields: { readonly [Key in Exclude<keyof Step, 'type'>]-?: Field };
  /** The work of a step that neither resizes nor crops only. */
  change?(step: Step): ImageChange;
  /** The work of a step that resizes the whole image and does nothing else. */
  resizing?(step: Step): (size: Size, place: AugmentationPlace, key: number) => Resizing;
  /** The work of a step that cuts a piece out and does nothing else; null where this piece does not lie in the image. */
  cropping?(step: Step): (size: Size, place: AugmentationPlace, key: number) => Region | null;
}
