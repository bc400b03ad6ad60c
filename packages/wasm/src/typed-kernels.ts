import { Cast, clone, notEqual, OneHot, scalar, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { suppliedKernel } from './supplied-kernel.ts';
import type { SuppliedKernel } from './supplied-kernel.ts';

type NumericType = 'float32' | 'int32' | 'bool';

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

function castTo({ x }: { readonly x: Tensor }, { dtype }: { readonly dtype: NumericType }): Tensor {
  if (dtype === x.dtype) return clone(x);
  if (!Object.hasOwn(ARRAYS, dtype))
    throw new TypeError(
      `The backend wasm cannot cast ${x.dtype} to ${dtype}; cast on the backend cpu or tensorflow.`,
    );
  if (dtype === 'bool') return notEqual(x, scalar(0, x.dtype as NumericType));
  return tensor(ARRAYS[dtype].from(x.dataSync()), x.shape, dtype);
}

interface OneHotAttributes {
  readonly dtype: NumericType;
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
}

function oneHots({ indices }: { readonly indices: Tensor }, attributes: OneHotAttributes): Tensor {
  const { dtype, depth, onValue, offValue } = attributes;
  const values = new ARRAYS[dtype](indices.size * depth).fill(offValue);
  for (const [row, index] of indices.dataSync().entries())
    if (index >= 0 && index < depth) values[row * depth + index] = onValue;
  return tensor(values, [...indices.shape, depth], dtype);
}

/**
 * Kernels whose data type tfjs-backend-wasm leaves out of account: its cast to `bool` keeps the last 8 bits of the whole
 * number, and its `oneHot` writes whole numbers into tensors of every type.
 */
export const TYPED_KERNELS: readonly SuppliedKernel[] = [
  suppliedKernel({ kernelName: Cast, reason: 'wrong', compute: castTo }),
  suppliedKernel({ kernelName: OneHot, reason: 'wrong', compute: oneHots }),
];
