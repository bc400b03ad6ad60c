import { UsageError } from './usage-error.ts';

/** What a number on the command line may be. */
export interface NumberRule {
  /** The option, as the user writes it. */
  readonly option: string;
  /** Smallest value. */
  readonly atLeast: number;
  /**
   * Largest value.
   * @defaultValue any that is exact (whole numbers) or finite
   */
  readonly atMost?: number;
}

/**
 * Makes a parser for whole numbers. The whole text must be the number: `12abc` is none.
 *
 * @param rule - The option and its range.
 * @returns The parser, which throws a {@link UsageError} that quotes the text.
 */
export function wholeNumber(rule: NumberRule): (text: string) => number {
  const { option, atLeast, atMost = Number.MAX_SAFE_INTEGER } = rule;
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && value >= atLeast && value <= atMost) return value;
    const bound = rule.atMost === undefined ? `of at least ${atLeast}` : `from ${atLeast} to ${atMost}`;
    throw new UsageError(`${option} must be a whole number ${bound}; got "${text}".`);
  };
}

/**
 * Makes a parser for decimal numbers, such as `0.1` or `1e-4`.
 *
 * @param rule - The option and its range; `above` excludes the lower bound itself.
 * @returns The parser, which throws a {@link UsageError} that quotes the text.
 */
export function decimalNumber(rule: NumberRule & { readonly above?: boolean }): (text: string) => number {
  const { option, atLeast, atMost = Number.MAX_VALUE, above = false } = rule;
  return (text) => {
    const value = Number(text);
    const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value);
    if (number && value >= atLeast && value <= atMost && !(above && value === atLeast)) return value;
    const lower = above ? `above ${atLeast}` : `of at least ${atLeast}`;
    const bound = rule.atMost === undefined ? lower : `${lower} and at most ${atMost}`;
    throw new UsageError(`${option} must be a number ${bound}, such as 0.1 or 1e-4; got "${text}".`);
  };
}
