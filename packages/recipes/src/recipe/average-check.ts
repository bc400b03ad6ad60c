import type { Check } from '../checks/check.ts';
import { numberIn } from '../checks/number-check.ts';
import { needed, objectOf, optional, variantOf } from '../checks/object-check.ts';
import { TEXT } from '../checks/value-checks.ts';
import type { AverageSpec } from '../optimizers/weight-average.ts';

/** One kind of {@link AverageSpec}. */
type Kind<Type extends AverageSpec['type']> = Extract<AverageSpec, { readonly type: Type }>;

const type = needed(TEXT); // which one it is has been looked at already

/** An {@link AverageSpec}. */
export const AVERAGE_SPEC: Check = variantOf("an average, such as { type: 'ema', decay: 0.999 }", {
  ema: objectOf<Kind<'ema'>>('an average', {
    type,
    decay: needed(numberIn({ atLeast: 0, below: 1 })),
    every: optional(numberIn({ integer: true, atLeast: 1 })),
  }),
  polyak: objectOf<Kind<'polyak'>>('an average', {
    type,
    from: optional(numberIn({ integer: true, atLeast: 1 })),
  }),
});
