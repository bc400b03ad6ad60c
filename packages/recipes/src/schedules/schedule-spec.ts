import type { PlateauOptions } from './plateau.ts';
import type { WarmUpEnd } from './warm-up.ts';

/** What lengths of a {@link ScheduleSpec} are counted in. */
export type ScheduleUnit = 'steps' | 'epochs';

/** What specs with lengths have in common. */
export interface MeasuredSpec {
  /**
   * What lengths and milestones are counted in; epochs may be fractions, and are rounded to steps.
   * @defaultValue 'steps'
   */
  readonly unit?: ScheduleUnit;
}

/** `constantRate` as data. */
export interface ConstantSpec {
  /** Which schedule. */
  readonly type: 'constant';
  /** The learning rate. */
  readonly rate: number;
}

/** `multiStep` as data. */
export interface MultiStepSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'multiStep';
  /** The learning rate before the first milestone. */
  readonly rate: number;
  /** Where the rate is multiplied by the factor, ascending. */
  readonly milestones: readonly number[];
  /**
   * What the rate is multiplied by.
   * @defaultValue 0.1
   */
  readonly factor?: number;
}

/** `stepDecay` as data. */
export interface StepSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'step';
  /** The learning rate before the first drop. */
  readonly rate: number;
  /** Between two drops. */
  readonly every: number;
  /**
   * What the rate is multiplied by.
   * @defaultValue 0.1
   */
  readonly factor?: number;
}

/** `exponential` as data. */
export interface ExponentialSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'exponential';
  /** The learning rate of step 0. */
  readonly rate: number;
  /** What the rate is multiplied by over `every`. */
  readonly factor: number;
  /** What the factor is for. */
  readonly every: number;
  /**
   * Whether the rate drops at once, rather than a little at each step.
   * @defaultValue false
   */
  readonly staircase?: boolean;
}

/** `cosine` as data. */
export interface CosineSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'cosine';
  /** The learning rate of step 0. */
  readonly rate: number;
  /**
   * From there to `floor`.
   * @defaultValue to the end of the training
   */
  readonly length?: number;
  /**
   * The learning rate at the end.
   * @defaultValue 0
   */
  readonly floor?: number;
}

/** `polynomial` as data. */
export interface PolynomialSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'polynomial';
  /** The learning rate of step 0. */
  readonly rate: number;
  /**
   * From there to `floor`.
   * @defaultValue to the end of the training
   */
  readonly length?: number;
  /**
   * Exponent of the share of the steps that is left.
   * @defaultValue 1
   */
  readonly power?: number;
  /**
   * The learning rate at the end.
   * @defaultValue 0
   */
  readonly floor?: number;
}

/** `oneCycle` as data. */
export interface OneCycleSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'oneCycle';
  /** The highest learning rate. */
  readonly rate: number;
  /**
   * The whole cycle.
   * @defaultValue to the end of the training
   */
  readonly length?: number;
  /**
   * Share of the length on the way up.
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
   * Whether the way down leads to the first rate, before a third phase to the last.
   * @defaultValue false
   */
  readonly threePhase?: boolean;
}

/** `plateau` as data. */
export interface PlateauSpec extends PlateauOptions {
  /** Which schedule. */
  readonly type: 'plateau';
}

/** `hold` as data. */
export interface HoldSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'hold';
  /** How long each rate is held. */
  readonly every: number;
  /** The schedule whose rates are held. */
  readonly schedule: ScheduleSpec;
}

/** `warmUp` as data. */
export interface WarmUpSpec extends MeasuredSpec {
  /** Which schedule. */
  readonly type: 'warmUp';
  /**
   * Length of the warm-up.
   * @defaultValue with `until`, as long as it takes; needed otherwise
   */
  readonly length?: number;
  /**
   * The learning rate of step 0.
   * @defaultValue the first rate of `schedule` divided by the steps of the warm-up
   */
  readonly from?: number;
  /**
   * Whether the rate climbs in a line, or stays and jumps.
   * @defaultValue 'constant' with `until`, or else 'linear'
   */
  readonly shape?: 'linear' | 'constant';
  /** Ends the warm-up by an error. */
  readonly until?: WarmUpEnd;
  /**
   * Whether `schedule` begins when the warm-up ends.
   * @defaultValue false
   */
  readonly delay?: boolean;
  /** The schedule that the warm-up leads to. */
  readonly schedule: ScheduleSpec;
}

/** A learning-rate schedule as JSON; `scheduleOf` makes the function of it. */
export type ScheduleSpec =
  | ConstantSpec
  | MultiStepSpec
  | StepSpec
  | ExponentialSpec
  | CosineSpec
  | PolynomialSpec
  | OneCycleSpec
  | PlateauSpec
  | HoldSpec
  | WarmUpSpec;
