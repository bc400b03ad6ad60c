import {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamaxOptimizer,
  AdamOptimizer,
  engine,
  MomentumOptimizer,
  neg,
  RMSPropOptimizer,
  scalar,
  SGDOptimizer,
  type Optimizer,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { isTensor } from '../compile/structure.ts';
import { NotRecordable } from '../compile/not-recordable.ts';
import { property } from './layer-parts.ts';

/** How a recorded step follows an optimizer's learning rate, which is an input of it. */
export interface RateInput {
  /** The properties that are no part of what is recorded. */
  readonly properties: ReadonlySet<string>;
  /** The rate of the next step, as the optimizer has it. The caller disposes a tensor that is `own`. */
  readonly now: () => { readonly tensor: Tensor; readonly own: boolean };
  /** Records a step with this tensor as the rate. */
  readonly record: <T>(rate: Tensor, step: () => T) => T;
}

/** Counts that change at every step, and that a recorded step counts on. */
const COUNTS = ['iterations_'] as const;
/** What is not followed: a step is recorded anew for each value. */
export const UNFOLLOWED: ReadonlySet<string> = new Set(COUNTS);

/** tfjs's optimizers that multiply by `c`, a tensor which `setLearningRate` replaces. */
const BY_TENSOR: readonly unknown[] = [
  SGDOptimizer.prototype.applyGradients,
  MomentumOptimizer.prototype.applyGradients,
];
/** tfjs's optimizers that multiply or divide by the number `learningRate` or its negative, whenever they read it. */
const BY_NUMBER: readonly unknown[] = [
  AdadeltaOptimizer.prototype.applyGradients,
  AdagradOptimizer.prototype.applyGradients,
  AdamaxOptimizer.prototype.applyGradients,
  AdamOptimizer.prototype.applyGradients,
  RMSPropOptimizer.prototype.applyGradients,
];

/** A float32 that stands for the rate while a step is recorded: no other number of a step. */
const STAND_IN = Math.fround(7.34901841e-33);

/** How to follow the rate of one of tfjs's optimizers; undefined for optimizers of others. */
export function rateInput(optimizer: Optimizer): RateInput | undefined {
  const { applyGradients } = optimizer;
  if (BY_TENSOR.includes(applyGradients) && isTensor(property(optimizer, 'c')))
    return {
      properties: new Set([...COUNTS, 'learningRate', 'c']),
      now: () => ({ tensor: property(optimizer, 'c') as Tensor, own: false }),
      record: (rate, step) => withProperty(optimizer, 'c', { value: rate, writable: true }, step),
    };
  if (BY_NUMBER.includes(applyGradients) && typeof property(optimizer, 'learningRate') === 'number')
    return {
      properties: new Set([...COUNTS, 'learningRate']),
      now: () => ({ tensor: scalar(property(optimizer, 'learningRate') as number), own: true }),
      record: (rate, step) => recordNumber(optimizer, rate, step),
    };
  return undefined;
}

/** Runs a step whose optimizer reads a number, and puts the tensor where tfjs makes a tensor of that number. */
function recordNumber<T>(optimizer: Optimizer, rate: Tensor, step: () => T): T {
  const negative = neg(rate);
  let reads = 0;
  let used = 0;
  const { makeTensor } = engine();
  Object.defineProperty(engine(), 'makeTensor', {
    configurable: true,
    value: (...args: Parameters<typeof makeTensor>): Tensor => {
      const [values] = args;
      const only: unknown = values?.length === 1 ? values[0] : undefined;
      if (only !== STAND_IN && only !== -STAND_IN) return makeTensor.apply(engine(), args);
      used++;
      return (only === STAND_IN ? rate : negative).clone();
    },
  });
  try {
    const get = (): number => {
      reads++;
      return STAND_IN;
    };
    const result = withProperty(optimizer, 'learningRate', { get }, step);
    if (reads !== used)
      throw new NotRecordable(
        `compile() cannot follow the learning rate of ${optimizer.getClassName()}, which this version of tfjs computes with otherwise`,
      );
    return result;
  } finally {
    Reflect.deleteProperty(engine(), 'makeTensor');
  }
}

function withProperty<T>(
  object: object,
  key: string,
  instead: { readonly value?: unknown; readonly writable?: boolean; readonly get?: () => unknown },
  fn: () => T,
): T {
  const own = Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
  Object.defineProperty(object, key, { configurable: true, enumerable: true, ...instead });
  try {
    return fn();
  } finally {
    Object.defineProperty(object, key, own);
  }
}

/** Records a step of an optimizer whose own count of steps is JavaScript's: what depends on it cannot be recorded. */
export function withoutCount<T>(optimizer: Optimizer, fn: () => T): T {
  Object.defineProperty(optimizer, 'iterations', {
    configurable: true,
    get: () => {
      throw new NotRecordable(
        `compile() cannot record a step of ${optimizer.getClassName()}, which computes with the number of steps that JavaScript counts`,
      );
    },
  });
  try {
    return fn();
  } finally {
    Reflect.deleteProperty(optimizer, 'iterations');
  }
}
