import { EngineError } from '../engine-error.ts';

/** TensorFlow ends the process for a tensor of more dimensions. */
const MAX_RANK = 254;

/**
 * How many elements a tensor of this shape has.
 * @throws EngineError for what TensorFlow would end the process for: too many dimensions, one that is no whole number, or a
 * product of the first of them that is too large, even where a later one is 0.
 */
export function tensorSize(shape: readonly number[]): number {
  let size = 1;
  for (const dim of shape) {
    size *= dim;
    if (!(Number.isSafeInteger(size) && dim >= 0)) throw refused(shape);
  }
  if (shape.length > MAX_RANK) throw refused(shape);
  return size;
}

function refused(shape: readonly number[]): EngineError {
  const dims = shape.length > MAX_RANK ? `${shape.slice(0, 8).join(', ')}, ...` : shape.join(', ');
  return new EngineError(
    'INVALID_ARGUMENT',
    `A tensor has at most ${MAX_RANK} dimensions, whole numbers from 0 whose product is below 2^53, got ${shape.length}: [${dims}].`,
  );
}

/**
 * The shape of the largest tensor that a reduction of this shape makes. TensorFlow has no error, but an end of the process,
 * for results of ops on an empty tensor like `[0, 2 ** 40]` that are too large: so there must be room for them.
 */
export function withoutZeros(shape: readonly number[]): readonly number[] {
  return shape.includes(0) ? shape.map((dim) => Math.max(dim, 1)) : shape;
}
