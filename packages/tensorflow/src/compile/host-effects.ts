import { Optimizer } from '@tensorflow/tfjs-core';
import { NotRecordable } from './not-recordable.ts';

/**
 * Runs a function while it is recorded: a random number of JavaScript is refused, which would be the same at every call,
 * and the counts of tfjs's optimizers are left alone.
 * @returns what the function answered, and the optimizers that count one step more at each call.
 * @throws NotRecordable at `Math.random()`.
 */
export function withHostEffects<T>(fn: () => T): {
  readonly result: T;
  readonly stepped: readonly Optimizer[];
} {
  const stepped: Optimizer[] = [];
  const { random } = Math;
  const descriptor = Object.getOwnPropertyDescriptor(Optimizer.prototype, 'incrementIterations');
  Math.random = () => {
    throw new NotRecordable(
      'compile() cannot record a random number that JavaScript draws, which would be the same at every call (tf.dropout, tf.layers.dropout, tf.randomNormal, tf.randomUniform and Math.random draw so); use the Dropout layer of @skipjack/blocks, randomNormal or randomUniform of @skipjack/tensorflow with a tensor as stream, or give the numbers as an argument.',
    );
  };
  Object.defineProperty(Optimizer.prototype, 'incrementIterations', {
    configurable: true,
    writable: true,
    value(this: Optimizer) {
      stepped.push(this);
    },
  });
  try {
    return { result: fn(), stepped };
  } finally {
    Math.random = random;
    if (descriptor) Object.defineProperty(Optimizer.prototype, 'incrementIterations', descriptor);
  }
}
