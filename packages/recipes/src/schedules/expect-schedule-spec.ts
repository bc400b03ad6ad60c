import type { Check } from '../checks/check.ts';
import { mustBe, under } from '../checks/check.ts';
import { numberIn } from '../checks/number-check.ts';
import { needed, objectOf, optional, variantOf } from '../checks/object-check.ts';
import { FLAG, listOf, TEXT, wordOf } from '../checks/value-checks.ts';
import { WATCHED_METRICS } from './plateau.ts';
import type {
  ConstantSpec,
  CosineSpec,
  ExponentialSpec,
  HoldSpec,
  MultiStepSpec,
  OneCycleSpec,
  PlateauSpec,
  PolynomialSpec,
  ScheduleSpec,
  StepSpec,
  WarmUpSpec,
} from './schedule-spec.ts';
import type { WarmUpEnd } from './warm-up.ts';

const type = needed(TEXT); // which one it is has been looked at already
const AT_LEAST_0 = numberIn({ atLeast: 0 });
const ABOVE_0 = numberIn({ above: 0 });
const rate = needed(AT_LEAST_0);
const unit = optional(wordOf(['steps', 'epochs']));
const floor = optional(AT_LEAST_0);
const length = optional(ABOVE_0);
const factor = optional(AT_LEAST_0);
const SHARE = numberIn({ above: 0, atMost: 1 });

/** Milestones that ascend. */
const MILESTONES: Check = {
  expected: 'an array of numbers that ascend',
  test(value, path) {
    listOf(AT_LEAST_0).test(value, path);
    let previous = -1;
    for (const [index, milestone] of (value as readonly number[]).entries()) {
      if (milestone <= previous)
        throw new RangeError(mustBe(under(path, index), `above ${previous}, the one before it`, milestone));
      previous = milestone;
    }
  },
};

const END: Check = objectOf<WarmUpEnd>('an error such as { trainError: 0.8 }', {
  trainError: optional(SHARE),
  error: optional(SHARE),
});

const KINDS: Record<string, Check> = {};
/** A {@link ScheduleSpec}. */
export const SCHEDULE_SPEC: Check = variantOf("a schedule, such as { type: 'constant', rate: 0.1 }", KINDS);

const schedule = needed(SCHEDULE_SPEC);
const OBJECT = 'a schedule';
const BY_TYPE: { readonly [Type in ScheduleSpec['type']]: Check } = {
  constant: objectOf<ConstantSpec>(OBJECT, { type, rate }),
  multiStep: objectOf<MultiStepSpec>(OBJECT, { type, rate, milestones: needed(MILESTONES), factor, unit }),
  step: objectOf<StepSpec>(OBJECT, { type, rate, every: needed(ABOVE_0), factor, unit }),
  exponential: objectOf<ExponentialSpec>(OBJECT, {
    ...{ type, rate, unit },
    factor: needed(AT_LEAST_0),
    every: needed(ABOVE_0),
    staircase: optional(FLAG),
  }),
  cosine: objectOf<CosineSpec>(OBJECT, { type, rate, length, floor, unit }),
  polynomial: objectOf<PolynomialSpec>(OBJECT, {
    type,
    rate,
    length,
    power: optional(AT_LEAST_0),
    floor,
    unit,
  }),
  oneCycle: objectOf<OneCycleSpec>(OBJECT, {
    ...{ type, rate, length, unit },
    rise: optional(numberIn({ above: 0, below: 1 })),
    startDivisor: optional(ABOVE_0),
    endDivisor: optional(ABOVE_0),
    shape: optional(wordOf(['cosine', 'linear'])),
    threePhase: optional(FLAG),
  }),
  plateau: objectOf<PlateauSpec>(OBJECT, {
    ...{ type, rate, floor },
    factor: optional(numberIn({ atLeast: 0, below: 1 })),
    patience: optional(numberIn({ integer: true, atLeast: 0 })),
    threshold: optional(AT_LEAST_0),
    thresholdMode: optional(wordOf(['relative', 'absolute'])),
    cooldown: optional(numberIn({ integer: true, atLeast: 0 })),
    leastDrop: optional(AT_LEAST_0),
    watch: optional(wordOf(WATCHED_METRICS)),
  }),
  hold: objectOf<HoldSpec>(OBJECT, { type, every: needed(ABOVE_0), schedule, unit }),
  warmUp: objectOf<WarmUpSpec>(OBJECT, {
    ...{ type, schedule, unit },
    length: optional(AT_LEAST_0),
    from: optional(AT_LEAST_0),
    shape: optional(wordOf(['linear', 'constant'])),
    until: optional(END),
    delay: optional(FLAG),
  }),
};
Object.assign(KINDS, BY_TYPE);

/** Throws one sentence with the path of the key unless `spec` is a {@link ScheduleSpec}. */
export function expectScheduleSpec(spec: unknown, path: string): void {
  SCHEDULE_SPEC.test(spec, path);
}
