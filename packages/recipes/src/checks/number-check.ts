import { mustBe } from './check.ts';
import type { Check } from './check.ts';

/** Which numbers are allowed. */
export interface NumberRange {
  readonly integer?: boolean;
  readonly atLeast?: number;
  readonly above?: number;
  readonly atMost?: number;
  readonly below?: number;
}

function described({ integer = false, atLeast, above, atMost, below }: NumberRange): string {
  const bounds = [
    atLeast === undefined ? '' : `of at least ${atLeast}`,
    above === undefined ? '' : `above ${above}`,
    atMost === undefined ? '' : `at most ${atMost}`,
    below === undefined ? '' : `below ${below}`,
  ].filter((bound) => bound !== '');
  return [integer ? 'an integer' : 'a number', bounds.join(' and ')].join(' ').trim();
}

/** A finite number in a range. */
export function numberIn(range: NumberRange): Check {
  const {
    integer = false,
    atLeast = -Infinity,
    above = -Infinity,
    atMost = Infinity,
    below = Infinity,
  } = range;
  const expected = described(range);
  return {
    expected,
    test(value, path) {
      if (typeof value !== 'number') throw new TypeError(mustBe(path, expected, value));
      const inside = value >= atLeast && value > above && value <= atMost && value < below;
      if (!inside || !(integer ? Number.isSafeInteger(value) : Number.isFinite(value)))
        throw new RangeError(mustBe(path, expected, value));
    },
  };
}
