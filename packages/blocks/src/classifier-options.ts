import { oneOf, positiveInteger } from './argument-checks.ts';
import type { OptionNames } from './argument-checks.ts';
import type { SeededInitializer } from './conv.ts';

/** Options that every head has. */
export interface ClassifierOptions {
  /** Number of classes. */
  readonly classes: number;
  /**
   * What the net returns: logits (`linear`) or probabilities (`softmax`).
   *
   * @defaultValue `'linear'`
   */
  readonly activation?: 'linear' | 'softmax';
  /**
   * Place of the head, the beginning of its layers' names.
   *
   * @defaultValue `'head'`
   */
  readonly name?: string;
  /**
   * Part of the numbers that is dropped in training before the last layer.
   *
   * @defaultValue 0
   */
  readonly dropout?: number;
  /**
   * How the weights start.
   *
   * @defaultValue {@link heNormal}
   */
  readonly initializer?: SeededInitializer;
  /**
   * Seed of the net.
   *
   * @defaultValue 0
   */
  readonly seed?: number;
}

/** Names of the options of every head. */
export const CLASSIFIER_OPTIONS: OptionNames<ClassifierOptions> = {
  classes: true,
  activation: true,
  name: true,
  dropout: true,
  initializer: true,
  seed: true,
};

/** Throws unless the number of classes and the activation will do. */
export function expectClassifier({ classes, activation = 'linear' }: ClassifierOptions): void {
  positiveInteger('classes', classes);
  oneOf('activation', activation, ['linear', 'softmax']);
}
