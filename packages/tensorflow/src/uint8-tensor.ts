import { engine, util, type Tensor } from '@tensorflow/tfjs-core';
import { EngineError } from './engine-error.ts';

/** What {@link uint8Tensor} takes. */
export interface Uint8TensorOptions {
  /** The bytes, row by row; copied when the tensor is first used. */
  readonly values: Uint8Array;
  /** Shape of the tensor, for example `[batch, height, width, channels]`. */
  readonly shape: readonly number[];
}

/**
 * A tensor of bytes, such as the pixels of images, at one byte an element where tfjs takes four.
 *
 * For tfjs it is int32, as it has no uint8. Natively it stays uint8 through `cast`, `reshape`, `slice`, `gather`,
 * `transpose` and resizing, so that a batch is widened only by the cast to float32; any other op widens it to int32 first.
 *
 * @throws EngineError when the number of bytes does not fit the shape.
 */
export function uint8Tensor(options: Uint8TensorOptions): Tensor {
  const { values, shape } = options;
  if (!(values instanceof Uint8Array) || values.length !== util.sizeFromShape([...shape]))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A tensor of shape [${shape.join(', ')}] needs a Uint8Array of ${util.sizeFromShape([...shape])} bytes, got ${values?.length}.`,
    );
  return engine().makeTensor(values, [...shape], 'int32');
}
