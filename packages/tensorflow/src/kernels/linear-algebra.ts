import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { int, string } from '../eager/attributes.ts';
import { kernel } from './kernel.ts';
import { multiplyMatrices } from './matrix-product.ts';

/** Products of matrices and tensors. */
export const LINEAR_ALGEBRA: readonly KernelConfig[] = [
  kernel<{ a: TensorInfo; b: TensorInfo }, { transposeA: boolean; transposeB: boolean }>(
    'BatchMatMul',
    ({ inputs, attrs, backend }) => multiplyMatrices(backend, { ...inputs, ...attrs }),
  ),
  kernel<Readonly<Record<string, TensorInfo>>, { equation: string }>(
    'Einsum',
    ({ inputs, attrs: { equation }, backend }) => {
      const tensors = Object.values(inputs);
      // TensorFlow reads some wrong equations in its own way: tfjs's reader refuses them.
      const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, tensors.length);
      backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as never);
      return backend.run1('Einsum', [tensors], { equation: string(equation), N: int(tensors.length) });
    },
  ),
  kernel<{ input: TensorInfo; numLower: TensorInfo; numUpper: TensorInfo }>(
    'MatrixBandPart',
    ({ inputs: { input, numLower, numUpper }, backend }) =>
      backend.run1('MatrixBandPart', [input, numLower, numUpper]),
  ),
];
