import { broadcast_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { bool } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import { as } from './casting.ts';

/** Operands of a product of matrices, or of batches of them. */
export interface MatrixProduct {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Multiplies matrices, or batches of them, whose batch axes are stretched to each other.
 *
 * All batch axes are made one: oneDNN's product writes outside of its memory for some of more axes, for example
 * `[130, 1, 2, 3]` by `[1, 1, 3, 4]`.
 */
export function multiplyMatrices(backend: TensorFlowBackend, product: MatrixProduct): TensorInfo {
  const { a, b, transposeA, transposeB } = product;
  if (a.shape.length < 2 || b.shape.length < 2)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `A product of matrices needs operands of rank 2 or more, got shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}].`,
    );
  if (a.dtype === 'bool' && b.dtype === 'bool') {
    const numbers = { ...product, a: as(backend, a, 'int32'), b: as(backend, b, 'int32') };
    return as(backend, multiplyMatrices(backend, numbers), 'bool');
  }
  // TensorFlow's op conjugates the complex numbers that it transposes.
  if ((transposeA && a.dtype === 'complex64') || (transposeB && b.dtype === 'complex64'))
    return multiplyMatrices(backend, {
      a: transposeA ? flipped(backend, a) : a,
      b: transposeB ? flipped(backend, b) : b,
      transposeA: false,
      transposeB: false,
    });
  const run = (x: TensorInfo, y: TensorInfo): TensorInfo =>
    backend.run1('BatchMatMulV2', [x, y], { adj_x: bool(transposeA), adj_y: bool(transposeB) });
  if (a.shape.length <= 3 && b.shape.length <= 3) return run(a, b);
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const stretched = [a, b].map((x) => stretch(backend, x, batch)) as [TensorInfo, TensorInfo];
  const flat = run(...stretched);
  return backend.run1('Reshape', [flat, backend.int32([...batch, ...flat.shape.slice(-2)])]);
}

/** The operand with one batch axis: of length 1, or as long as `batch` has matrices. */
function stretch(backend: TensorFlowBackend, x: TensorInfo, batch: readonly number[]): TensorInfo {
  const [own, matrix] = [x.shape.slice(0, -2), x.shape.slice(-2)];
  const ones = own.every((dim) => dim === 1);
  const same = own.length === batch.length && own.every((dim, axis) => dim === batch[axis]);
  const whole = ones || same ? x : backend.run1('BroadcastTo', [x, backend.int32([...batch, ...matrix])]);
  const count = ones ? 1 : batch.reduce((product, dim) => product * dim, 1);
  return backend.run1('Reshape', [whole, backend.int32([count, ...matrix])]);
}

/** Each matrix of a batch, transposed. */
function flipped(backend: TensorFlowBackend, x: TensorInfo): TensorInfo {
  const rank = x.shape.length;
  const axes = x.shape.map((_dim, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return backend.run1('Transpose', [x, backend.int32(axes)]);
}
