import { EngineError } from '../engine-error.ts';
import { TF_INT32 } from '../native/data-types.ts';

/** Numbers of JavaScript that are others at each call, such as the seed of a step's random numbers. */
export interface HostNumbers {
  /** Answers the numbers of a call, at its start. */
  readonly read: () => ArrayLike<number>;
  /** Told at the end of the call, with the numbers that it got, whether it succeeded. */
  readonly settled?: ((numbers: ArrayLike<number>, succeeded: boolean) => void) | undefined;
}

/**
 * Numbers as a tensor of this type and shape keeps them.
 * @throws EngineError when they are not as many as the shape says.
 */
export function hostValues(
  numbers: ArrayLike<number>,
  shape: readonly number[],
  type: number,
): Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (numbers.length !== size)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `HostValue read ${numbers.length} numbers, and its shape [${shape.join(', ')}] needs ${size}; answer as many.`,
    );
  return type === TF_INT32 ? Int32Array.from(numbers) : Float32Array.from(numbers);
}
