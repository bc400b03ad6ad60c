import type { OptionRules } from './argument-checks.ts';
import type { SeededInitializer } from './conv.ts';
import { count, fraction, layerName, seed32, seededInitializer } from './option-rules.ts';

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

/** What the options of every head may be. */
export const CLASSIFIER_RULES: OptionRules<ClassifierOptions> = {
  name: [layerName],
  classes: count,
  activation: ['linear', 'softmax'],
  dropout: [fraction],
  initializer: [seededInitializer],
  seed: [seed32],
};
