import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { int, string } from '../eager/attributes.ts';
import { asNumbers } from './casting.ts';
import { refusedAsByTfjs } from './input-values.ts';
import { kernel } from './kernel.ts';
import { multiplyMatrices } from './matrix-product.ts';

/** What tfjs reads in an equation. @throws TfjsRefusal in its words */
function decoded(equation: string, count: number): ReturnType<typeof backend_util.decodeEinsumEquation> {
  try {
    return backend_util.decodeEinsumEquation(equation, count);
  } catch (error) {
    throw refusedAsByTfjs((error as Error).message);
  }
}

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
      const { allDims, idDims } = decoded(equation, tensors.length);
      backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as never);
      const numbers = tensors.map((x) => asNumbers(backend, x));
      return backend.run1('Einsum', [numbers], { equation: string(equation), N: int(tensors.length) });
    },
  ),
  kernel<{ input: TensorInfo; numLower: TensorInfo; numUpper: TensorInfo }>(
    'MatrixBandPart',
    ({ inputs: { input, numLower, numUpper }, backend }) =>
      backend.run1('MatrixBandPart', [input, numLower, numUpper]),
  ),
];
