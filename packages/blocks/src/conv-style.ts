import type { OptionRules } from './argument-checks.ts';
import type { ConvBnOptions } from './conv-bn.ts';
import { FLAG, fraction, notNegative, seed32, seededInitializer } from './option-rules.ts';

/** How all convolutions of a block are made. */
export type ConvStyle = Pick<ConvBnOptions, 'bias' | 'momentum' | 'epsilon' | 'initializer' | 'seed'>;

/** What the options of a {@link ConvStyle} may be. */
export const STYLE_RULES: OptionRules<ConvStyle> = {
  bias: FLAG,
  momentum: [fraction],
  epsilon: [notNegative],
  initializer: [seededInitializer],
  seed: [seed32],
};

/** The options that all convolutions of a block share; one that is undefined is not given. */
export function convStyle({ bias, momentum, epsilon, initializer, seed }: ConvStyle): ConvStyle {
  return { bias, momentum, epsilon, initializer, seed } as ConvStyle;
}
