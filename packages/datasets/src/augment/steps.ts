import type { ResizeFilter } from '../images/resampling.ts';
import type { Fill } from './geometric-operations.ts';

/** Pads on all sides and cuts a piece of the old size out at a random place (He et al. 2015, section 4.2: 4 pixels of zeros). */
export interface PadCropStep {
  /** Name of the step. */
  readonly type: 'padCrop';
  /** Pixels on each side. */
  readonly padding: number;
  /**
   * What the border is filled with: one colour, or the image mirrored at its edge, without repeating the edge.
   * @defaultValue 'fill'
   */
  readonly border?: 'fill' | 'reflect';
  /**
   * Colour of the border.
   * @defaultValue 0, black
   */
  readonly fill?: Fill;
}

/** Mirrors left and right by chance. */
export interface FlipStep {
  /** Name of the step. */
  readonly type: 'flip';
  /**
   * Share of the images that are mirrored.
   * @defaultValue 0.5
   */
  readonly probability?: number;
}

/**
 * Mirrors left and right in every other epoch; chance decides for each image which epochs these are.
 * @see K. Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU", section 3.6
 */
export interface AlternatingFlipStep {
  /** Name of the step. */
  readonly type: 'alternatingFlip';
}

/** Cuts a random piece out and resizes it to a square, with torchvision's way to draw: ten tries, then the middle (Szegedy et al. 2014, section 6). */
export interface RandomResizedCropStep {
  /** Name of the step. */
  readonly type: 'randomResizedCrop';
  /** Side of the square. */
  readonly size: number;
  /**
   * Least and greatest share of the image's area.
   * @defaultValue [0.08, 1]
   */
  readonly area?: readonly [number, number];
  /**
   * Least and greatest width divided by height, before it is made a square.
   * @defaultValue [3 / 4, 4 / 3]
   */
  readonly ratio?: readonly [number, number];
  /**
   * Interpolation; `random` draws one of the two each time.
   * @defaultValue 'bilinear'
   */
  readonly filter?: ResizeFilter | 'random';
}

/** Resizes so that the shorter side has a random length (He et al. 2015, section 3.4: [256, 480]). */
export interface ScaleJitterStep {
  /** Name of the step. */
  readonly type: 'scaleJitter';
  /** Least length. */
  readonly from: number;
  /** Greatest length. */
  readonly to: number;
  /**
   * Interpolation.
   * @defaultValue 'bilinear'
   */
  readonly filter?: ResizeFilter;
}

/** Cuts a square out at a random place. */
export interface RandomCropStep {
  /** Name of the step. */
  readonly type: 'randomCrop';
  /** Side of the square. */
  readonly size: number;
}

/** Resizes so that the shorter side has a given length; see {@link resizeShortSide}. */
export interface ResizeShortSideStep {
  /** Name of the step. */
  readonly type: 'resizeShortSide';
  /** Length of the shorter side. */
  readonly size: number;
  /**
   * Interpolation.
   * @defaultValue 'bilinear'
   */
  readonly filter?: ResizeFilter;
}

/** Cuts the middle square out; see {@link centreCrop}. */
export interface CentreCropStep {
  /** Name of the step. */
  readonly type: 'centreCrop';
  /** Side of the square. */
  readonly size: number;
}

/** Resizes to a given height and width, whatever the shape was; see {@link resizeImage}. */
export interface ResizeStep {
  /** Name of the step. */
  readonly type: 'resize';
  /** Height of the result. */
  readonly height: number;
  /** Width of the result. */
  readonly width: number;
  /**
   * Interpolation.
   * @defaultValue 'bilinear'
   */
  readonly filter?: ResizeFilter;
}

/** Changes brightness, contrast, saturation and hue in random order; torchvision's `ColorJitter`. On grey images the last two do nothing. */
export interface ColourJitterStep {
  /** Name of the step. */
  readonly type: 'colourJitter';
  /**
   * The factor is drawn from [1 - b, 1 + b], or from 0 where that is negative.
   * @defaultValue 0
   */
  readonly brightness?: number;
  /**
   * As `brightness`.
   * @defaultValue 0
   */
  readonly contrast?: number;
  /**
   * As `brightness`.
   * @defaultValue 0
   */
  readonly saturation?: number;
  /**
   * The turn is drawn from [-h, h] of the circle; at most 0.5.
   * @defaultValue 0
   */
  readonly hue?: number;
}

/**
 * Changes contrast, brightness and colour by factors of [1 - strength, 1 + strength] in random order.
 * @see A. Howard 2013, "Some Improvements on Deep Convolutional Neural Network Based Image Classification", section 2.2
 */
export interface PhotometricDistortionStep {
  /** Name of the step. */
  readonly type: 'photometricDistortion';
  /**
   * Half the width of the range.
   * @defaultValue 0.5
   */
  readonly strength?: number;
}

/** Turns to grey by chance; the channels stay, equal to one another. */
export interface GreyscaleStep {
  /** Name of the step. */
  readonly type: 'greyscale';
  /** Share of the images that turn grey. */
  readonly probability: number;
}

/**
 * Adds a random multiple of the principal components of the colours of the training set to every pixel.
 * Differs: the sum is rounded and clipped to bytes.
 * @see Krizhevsky et al. 2012, "ImageNet Classification with Deep Convolutional Neural Networks", section 4.1
 */
export interface PcaNoiseStep {
  /** Name of the step. */
  readonly type: 'pcaNoise';
  /**
   * Standard deviation of the multiples.
   * @defaultValue 0.1
   */
  readonly std?: number;
  /**
   * What the multiples are multiples of, for pixels in [0, 1].
   * @defaultValue ImageNet's, as in fb.resnet.torch: see {@link IMAGENET_COLOURS}
   */
  readonly values?: readonly number[];
  /**
   * A row for each channel, a column for each component.
   * @defaultValue ImageNet's, as in fb.resnet.torch
   */
  readonly vectors?: readonly (readonly number[])[];
}

/** Some operations drawn from 14, all of one magnitude (Cubuk et al. 2019); torchvision's `RandAugment`. */
export interface RandAugmentStep {
  /** Name of the step. */
  readonly type: 'randAugment';
  /**
   * Operations for each image.
   * @defaultValue 2
   */
  readonly operations?: number;
  /**
   * From 0 to 30.
   * @defaultValue 9
   */
  readonly magnitude?: number;
  /**
   * Colour of what comes into view from outside.
   * @defaultValue 0, black
   */
  readonly fill?: Fill;
}

/** One operation drawn from 14, with a magnitude drawn from 31 (Müller and Hutter 2021); torchvision's `TrivialAugmentWide`. */
export interface TrivialAugmentStep {
  /** Name of the step. */
  readonly type: 'trivialAugment';
  /**
   * Colour of what comes into view from outside.
   * @defaultValue 0, black
   */
  readonly fill?: Fill;
}

/** Fills a random rectangle by chance (Zhong et al. 2017), with torchvision's way to draw. */
export interface RandomErasingStep {
  /** Name of the step. */
  readonly type: 'randomErasing';
  /**
   * Share of the images.
   * @defaultValue 0.5
   */
  readonly probability?: number;
  /**
   * Least and greatest share of the image's area.
   * @defaultValue [0.02, 0.33]
   */
  readonly area?: readonly [number, number];
  /**
   * Least and greatest height divided by width.
   * @defaultValue [0.3, 3.3]
   */
  readonly ratio?: readonly [number, number];
  /**
   * Colour, or random bytes. torchvision erases after the normalisation and so fills with the mean: give the mean of each channel for that.
   * @defaultValue 0, black
   */
  readonly fill?: Fill | 'noise';
}

/** Fills a square about a random pixel, cut at the edges (DeVries and Taylor 2017). */
export interface CutoutStep {
  /** Name of the step. */
  readonly type: 'cutout';
  /** Side of the square. */
  readonly size: number;
  /**
   * Colour.
   * @defaultValue 0, black
   */
  readonly fill?: Fill;
}

/** Turns by a random angle; torchvision's `RandomRotation`. */
export interface RotateStep {
  /** Name of the step. */
  readonly type: 'rotate';
  /** The angle is drawn from [-degrees, degrees]. */
  readonly degrees: number;
  /**
   * Colour of what comes into view from outside.
   * @defaultValue 0, black
   */
  readonly fill?: Fill;
}

/** A step of {@link augmentation}, as data. */
export type Augmentation =
  | PadCropStep
  | FlipStep
  | AlternatingFlipStep
  | RandomResizedCropStep
  | ScaleJitterStep
  | RandomCropStep
  | ResizeShortSideStep
  | CentreCropStep
  | ResizeStep
  | ColourJitterStep
  | PhotometricDistortionStep
  | GreyscaleStep
  | PcaNoiseStep
  | RandAugmentStep
  | TrivialAugmentStep
  | RandomErasingStep
  | CutoutStep
  | RotateStep;
