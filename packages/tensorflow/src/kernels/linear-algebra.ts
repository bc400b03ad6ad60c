import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { bool, int, string } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';

/** Products of matrices and tensors. */
export const LINEAR_ALGEBRA: readonly KernelConfig[] = [
  kernel<{ a: TensorInfo; b: TensorInfo }, { transposeA: boolean; transposeB: boolean }>(
    'BatchMatMul',
    ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }) =>
      backend.run1('BatchMatMulV2', [a, b], { adj_x: bool(transposeA), adj_y: bool(transposeB) }),
  ),
  kernel<Readonly<Record<string, TensorInfo>>, { equation: string }>(
    'Einsum',
    ({ inputs, attrs: { equation }, backend }) => {
      const tensors = Object.values(inputs);
      return backend.run1('Einsum', [tensors], { equation: string(equation), N: int(tensors.length) });
    },
  ),
  kernel<{ input: TensorInfo; numLower: TensorInfo; numUpper: TensorInfo }>(
    'MatrixBandPart',
    ({ inputs: { input, numLower, numUpper }, backend }) =>
      backend.run1('MatrixBandPart', [input, numLower, numUpper]),
  ),
];
