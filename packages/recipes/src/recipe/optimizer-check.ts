import type { Check } from '../checks/check.ts';
import { numberIn } from '../checks/number-check.ts';
import { needed, objectOf, optional, variantOf } from '../checks/object-check.ts';
import type { FieldsOf } from '../checks/object-check.ts';
import { FLAG, listOf, TEXT, wordOf } from '../checks/value-checks.ts';
import type { OptimizerSpec } from '../optimizers/optimizer-of.ts';
import { WEIGHT_GROUP_NAMES } from '../optimizers/weight-groups.ts';
import type { WeightGroup } from '../optimizers/weight-groups.ts';

/** One kind of {@link OptimizerSpec}. */
type Kind<Type extends OptimizerSpec['type']> = Extract<OptimizerSpec, { readonly type: Type }>;

const type = needed(TEXT); // which one it is has been looked at already
const FACTOR = optional(numberIn({ atLeast: 0, below: 1 }));
const AT_LEAST_0 = optional(numberIn({ atLeast: 0 }));
const ABOVE_0 = optional(numberIn({ above: 0 }));
const decay = optional(wordOf(['kernels', 'convolutions', 'all', 'none']));
const GROUP: FieldsOf<WeightGroup> = {
  match: needed(wordOf(WEIGHT_GROUP_NAMES)),
  rateFactor: AT_LEAST_0,
  weightDecay: AT_LEAST_0,
};
const groups = optional(listOf(objectOf<WeightGroup>('a weight group', GROUP)));
const form = optional(wordOf(['pytorch', 'caffe']));

const SGD: FieldsOf<Kind<'sgd'>> = {
  type,
  momentum: FACTOR,
  nesterov: optional(FLAG),
  form,
  weightDecay: AT_LEAST_0,
  decay,
  groups,
  decoupled: optional(FLAG),
};
const ADAM_W: FieldsOf<Kind<'adamW'>> = {
  type,
  beta1: FACTOR,
  beta2: FACTOR,
  epsilon: ABOVE_0,
  weightDecay: AT_LEAST_0,
  decay,
  groups,
};
const LARS: FieldsOf<Kind<'lars'>> = {
  type,
  momentum: FACTOR,
  weightDecay: AT_LEAST_0,
  trust: ABOVE_0,
  decay,
};

/** An {@link OptimizerSpec}. */
export const OPTIMIZER_SPEC: Check = variantOf("an optimizer, such as { type: 'sgd', momentum: 0.9 }", {
  sgd: objectOf<Kind<'sgd'>>('an optimizer', SGD),
  adamW: objectOf<Kind<'adamW'>>('an optimizer', ADAM_W),
  lars: objectOf<Kind<'lars'>>('an optimizer', LARS),
});
