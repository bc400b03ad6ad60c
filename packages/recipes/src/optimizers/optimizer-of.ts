import { written } from '../option-checks.ts';
import type { Optimizer } from '../optimizer.ts';
import { adamW } from './adam-w.ts';
import type { AdamWOptions } from './adam-w.ts';
import { lars } from './lars.ts';
import type { LarsOptions } from './lars.ts';
import { sgd } from './sgd.ts';
import type { SgdOptions } from './sgd.ts';

/** {@link sgd} as data. */
export interface SgdSpec extends SgdOptions {
  /** Which optimizer. */
  readonly type: 'sgd';
}

/** {@link adamW} as data. */
export interface AdamWSpec extends AdamWOptions {
  /** Which optimizer. */
  readonly type: 'adamW';
}

/** {@link lars} as data. */
export interface LarsSpec extends LarsOptions {
  /** Which optimizer. */
  readonly type: 'lars';
}

/** An optimizer as data, in a recipe. */
export type OptimizerSpec = SgdSpec | AdamWSpec | LarsSpec;

/**
 * Makes the optimizer that a recipe names; the caller disposes it.
 * @throws RangeError for a number out of range.
 * @throws TypeError for an unknown type or option.
 */
export function optimizerOf(spec: OptimizerSpec): Optimizer {
  switch (spec.type) {
    case 'sgd': {
      const { type: _, ...options } = spec;
      return sgd(options);
    }
    case 'adamW': {
      const { type: _, ...options } = spec;
      return adamW(options);
    }
    case 'lars': {
      const { type: _, ...options } = spec;
      return lars(options);
    }
    default: {
      const { type } = spec as { readonly type: unknown };
      throw new TypeError(`optimizer.type must be 'sgd', 'adamW' or 'lars'; got ${written(type)}.`);
    }
  }
}
