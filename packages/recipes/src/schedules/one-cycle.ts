import { expectInteger, expectNumber } from '../bounds.ts';
import { expectOptions, written } from '../option-checks.ts';
import type { OptionsExample } from '../option-checks.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The highest learning rate. */
  readonly rate: number;
  /** Steps of the whole cycle. */
  readonly steps: number;
  /**
   * Share of the steps on the way up, above 0 and below 1.
   * @defaultValue 0.3
   */
  readonly rise?: number;
  /**
   * The first learning rate is `rate` divided by this.
   * @defaultValue 25
   */
  readonly startDivisor?: number;
  /**
   * The last learning rate is the first one divided by this.
   * @defaultValue 10000
   */
  readonly endDivisor?: number;
  /**
   * Halves of a cosine, or straight lines.
   * @defaultValue 'cosine'
   */
  readonly shape?: 'cosine' | 'linear';
  /**
   * Whether the way down takes as long as the way up and leads to the first rate, before a third phase to the last rate, as in
   * the paper; otherwise it leads to the last rate.
   * @defaultValue false
   */
  readonly threePhase?: boolean;
}

const EXPECTED: OptionsExample<OneCycleOptions> = {
  owner: 'oneCycle',
  known: {
    rate: true,
    steps: true,
    rise: true,
    startDivisor: true,
    endDivisor: true,
    shape: true,
    threePhase: true,
  },
  example: 'oneCycle({ rate: 0.1, steps: 1000 })',
};

function expectPositive(name: string, value: number): void {
  expectNumber(name, value);
  if (value === 0) throw new RangeError(`${name} must be above 0; got 0.`);
}

function expectShape(options: OneCycleOptions): void {
  const { rise = 0.3, shape = 'cosine', threePhase = false } = options;
  const highest = threePhase ? 0.5 : 1;
  if (!(rise > 0 && rise < highest)) {
    const phases = threePhase ? ' with threePhase' : '';
    throw new RangeError(`rise must be above 0 and below ${highest}${phases}; got ${String(rise)}.`);
  }
  if (shape !== 'cosine' && shape !== 'linear')
    throw new RangeError(`shape must be 'cosine' or 'linear'; got ${written(shape)}.`);
}

/**
 * One way up to `rate` and down to almost nothing, PyTorch's `OneCycleLR`. The last rate is that of step `steps - 1`, and of all
 * steps after it.
 * @throws RangeError if a number is out of range, or `shape` is none of those allowed.
 * @throws TypeError for anything but an object with the options.
 * @see [Smith and Topin 2018](https://arxiv.org/abs/1708.07120)
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  expectOptions(options, EXPECTED);
  expectShape(options);
  const { rate, steps, rise = 0.3, startDivisor = 25, endDivisor = 1e4 } = options;
  const { shape = 'cosine', threePhase = false } = options;
  expectNumber('rate', rate);
  expectInteger('steps', steps, 1);
  expectPositive('startDivisor', startDivisor);
  expectPositive('endDivisor', endDivisor);
  const first = rate / startDivisor;
  const last = first / endDivisor;
  const phases = [
    { end: rise * steps - 1, from: first, to: rate },
    ...(threePhase ? [{ end: 2 * rise * steps - 2, from: rate, to: first }] : []),
    { end: steps - 1, from: threePhase ? first : rate, to: last },
  ];
  const between = (from: number, to: number, share: number): number =>
    shape === 'linear'
      ? from + (to - from) * share
      : to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
  return (step) => {
    if (step >= steps - 1) return last;
    let start = 0;
    for (const { end, from, to } of phases) {
      if (step <= end) return end === start ? to : between(from, to, (step - start) / (end - start));
      start = end;
    }
    return last;
  };
}
