import type { Check } from '../checks/check.ts';
import { mustBe } from '../checks/check.ts';
import { numberIn } from '../checks/number-check.ts';
import { needed, objectOf, optional } from '../checks/object-check.ts';
import { JSON_VALUE, listOf, recordOf, TEXT, wordOf } from '../checks/value-checks.ts';
import type { ClipSpec } from '../optimizers/clip-gradients.ts';
import { SCHEDULE_SPEC } from '../schedules/expect-schedule-spec.ts';
import { AVERAGE_SPEC } from './average-check.ts';
import { OPTIMIZER_SPEC } from './optimizer-check.ts';
import type {
  AugmentStep,
  ChannelNormalisation,
  DataSpec,
  EvaluationSpec,
  ExpectedResult,
  LossSpec,
  MixingSpec,
  ModelSpec,
  Recipe,
  StartSpec,
} from './recipe.ts';

const COUNT = numberIn({ integer: true, atLeast: 1 });
const AT_LEAST_0 = numberIn({ atLeast: 0 });
const ABOVE_0 = numberIn({ above: 0 });
const SHARE = numberIn({ atLeast: 0, atMost: 1 });

/** A name that can be part of a folder's. */
const NAME: Check = {
  expected: "a name of lower-case letters, digits and hyphens, such as 'resnet-cifar'",
  test(value, path) {
    TEXT.test(value, path);
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(String(value)) || String(value).length > 80)
      throw new RangeError(mustBe(path, NAME.expected, value));
  },
};

const MODEL = objectOf<ModelSpec>("a net, such as { name: 'resnet20' }", {
  name: needed(TEXT),
  options: optional(recordOf(JSON_VALUE)),
});

const START = objectOf<StartSpec>("another recipe's layers, such as { recipe: 'vgg-a', layers: ['fc1'] }", {
  recipe: needed(NAME),
  layers: needed(listOf(TEXT, 1)),
});

const LENGTH_KEYS = objectOf<{ readonly epochs?: number; readonly steps?: number }>(
  'a length, such as { epochs: 10 } or { steps: 64000 }',
  { epochs: optional(ABOVE_0), steps: optional(COUNT) },
);

/** A {@link LengthSpec}. */
export const LENGTH: Check = {
  expected: LENGTH_KEYS.expected,
  test(value, path) {
    LENGTH_KEYS.test(value, path);
    const { epochs, steps } = value as { readonly epochs?: number; readonly steps?: number };
    if ((epochs === undefined) === (steps === undefined))
      throw new TypeError(
        `${path} must have either epochs or steps, such as { epochs: 10 }; got ${epochs === undefined ? 'neither' : 'both'}.`,
      );
  },
};

const STEP_TYPE = objectOf<Pick<AugmentStep, 'type'>>('a step', { type: needed(TEXT) });

/** A step of augmentation, whose keys `@skipjack/datasets` checks when it is made. */
const AUGMENT_STEP: Check = {
  expected: "a step such as { type: 'flip' }",
  test(value, path) {
    recordOf(JSON_VALUE).test(value, path);
    const { type } = value as { readonly type?: unknown };
    STEP_TYPE.test({ type }, path);
  },
};

const OWN_NORMALISATION = objectOf<ChannelNormalisation>('numbers, such as { mean: [128], std: [64] }', {
  mean: needed(listOf(numberIn({}), 1)),
  std: needed(listOf(ABOVE_0, 1)),
});
const NORMALISATIONS = wordOf(['channels', 'pixels', 'scale']);

const NORMALISATION: Check = {
  expected: `${NORMALISATIONS.expected}, or { mean, std }`,
  test(value, path) {
    if (typeof value !== 'object') return NORMALISATIONS.test(value, path);
    OWN_NORMALISATION.test(value, path);
    const { mean, std } = value as ChannelNormalisation;
    if (mean.length !== std.length)
      throw new RangeError(
        `${path}.std must have as many numbers as ${path}.mean, ${mean.length}; got ${std.length}.`,
      );
  },
};

const DATA = objectOf<DataSpec>("data, such as { name: 'cifar10', normalise: 'channels' }", {
  name: needed(TEXT),
  augment: optional(listOf(AUGMENT_STEP)),
  evaluate: optional(listOf(AUGMENT_STEP)),
  normalise: needed(NORMALISATION),
  holdOut: optional(COUNT),
  limit: optional(COUNT),
});

const LOSS = objectOf<LossSpec>('a loss, such as { labelSmoothing: 0.1 }', {
  type: optional(wordOf(['crossEntropy', 'binaryCrossEntropy'])),
  labelSmoothing: optional(numberIn({ atLeast: 0, below: 1 })),
  overClasses: optional(wordOf(['mean', 'sum'])),
  auxiliaryWeight: optional(AT_LEAST_0),
});

const MIXING = objectOf<MixingSpec>('mixing, such as { mixup: 0.2 }', {
  mixup: optional(AT_LEAST_0),
  cutmix: optional(AT_LEAST_0),
  probability: optional(SHARE),
});

const CLIP = objectOf<ClipSpec>('limits of the gradients, such as { norm: 1 }', {
  norm: optional(ABOVE_0),
  value: optional(ABOVE_0),
});

/** An {@link EvaluationSpec}. */
export const EVALUATION: Check = objectOf<EvaluationSpec>('an evaluation, such as { every: { epochs: 1 } }', {
  every: optional(LENGTH),
  crops: optional(wordOf(['centre', 'flip', 'ten'])),
  batchNormSamples: optional(numberIn({ integer: true, atLeast: 0 })),
});

const EXPECTED = objectOf<ExpectedResult>('a result', {
  metric: needed(wordOf(['testError'])),
  low: needed(SHARE),
  high: needed(SHARE),
  mean: optional(SHARE),
  std: optional(AT_LEAST_0),
  seeds: optional(COUNT),
  source: needed(TEXT),
});

/** A {@link Recipe}, but for what its parts must have to do with each other. */
export const RECIPE: Check = objectOf<Recipe>('an object, such as recipeNamed returns', {
  name: needed(NAME),
  description: needed(TEXT),
  model: needed(MODEL),
  startFrom: optional(START),
  data: needed(DATA),
  length: needed(LENGTH),
  batch: needed(COUNT),
  accumulate: optional(COUNT),
  optimizer: needed(OPTIMIZER_SPEC),
  schedule: needed(SCHEDULE_SPEC),
  loss: optional(LOSS),
  mixing: optional(MIXING),
  clip: optional(CLIP),
  average: optional(AVERAGE_SPEC),
  evaluation: optional(EVALUATION),
  earlyStop: optional(
    objectOf<NonNullable<Recipe['earlyStop']>>('patience, such as { patience: 5 }', {
      patience: needed(COUNT),
    }),
  ),
  precision: optional(wordOf(['float32', 'bfloat16'])),
  seed: optional(numberIn({ integer: true, atLeast: 0 })),
  expected: optional(EXPECTED),
  sources: needed(recordOf(TEXT)),
  differs: optional(listOf(TEXT)),
});
