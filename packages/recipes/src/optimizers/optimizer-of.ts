import type { Optimizer } from '../optimizer.ts';
import { OPTIMIZER_SPEC } from '../recipe/optimizer-check.ts';
import { adamW } from './adam-w.ts';
import type { AdamWOptions } from './adam-w.ts';
import type { Decay } from './decay.ts';
import { lars } from './lars.ts';
import type { LarsOptions } from './lars.ts';
import { sgd } from './sgd.ts';
import type { SgdOptions } from './sgd.ts';
import type { WeightGroupSpec } from './weight-groups.ts';

/** {@link sgd} as data. */
export interface SgdSpec extends SgdOptions {
  /** Which optimizer. */
  readonly type: 'sgd';
  /**
   * What decays.
   * @defaultValue 'kernels'
   */
  readonly decay?: Decay;
  /**
   * Weights with a rate or a decay of their own.
   * @defaultValue none
   */
  readonly groups?: readonly WeightGroupSpec[];
}

/** {@link adamW} as data. */
export interface AdamWSpec extends AdamWOptions {
  /** Which optimizer. */
  readonly type: 'adamW';
  /**
   * What decays.
   * @defaultValue 'kernels'
   */
  readonly decay?: Decay;
  /**
   * Weights with a rate or a decay of their own.
   * @defaultValue none
   */
  readonly groups?: readonly WeightGroupSpec[];
}

/** {@link lars} as data. */
export interface LarsSpec extends LarsOptions {
  /** Which optimizer. */
  readonly type: 'lars';
  /**
   * What decays, and has a rate of its own.
   * @defaultValue 'kernels'
   */
  readonly decay?: Decay;
}

/** An optimizer as data, in a recipe. */
export type OptimizerSpec = SgdSpec | AdamWSpec | LarsSpec;

/**
 * Makes the optimizer that a recipe names; the caller disposes it.
 * @throws RangeError for an unknown type, or a number out of range.
 * @throws TypeError for an unknown key, which names the nearest one, a value of another type, or what {@link sgd} refuses.
 */
export function optimizerOf(spec: OptimizerSpec): Optimizer {
  OPTIMIZER_SPEC.test(spec, 'optimizer');
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
  }
}
