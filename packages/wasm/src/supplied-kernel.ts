import { tidy } from '@tensorflow/tfjs-core';
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-core';

/** Name of the backend that the kernels are for. */
export const BACKEND_NAME = 'wasm';

/**
 * Why a kernel is supplied: tfjs-backend-wasm has none of that name (`missing`), has one whose results are wrong
 * (`wrong`), or one that is right and several times slower (`slow`).
 */
export type Reason = 'missing' | 'wrong' | 'slow';

/** A kernel for the backend `wasm`, and why it is supplied. */
export interface SuppliedKernel {
  /** Name in tfjs's kernel registry. */
  readonly kernelName: string;
  /** Why tfjs-backend-wasm's own does not do. */
  readonly reason: Reason;
  /** What tfjs calls. */
  readonly kernelFunc: KernelFunc;
}

/** What a kernel is made of; its attributes are those that tfjs-core passes under its name. */
interface Definition<Inputs, Attributes> {
  readonly kernelName: string;
  readonly reason: Reason;
  readonly compute: (inputs: Inputs, attributes: Attributes) => Tensor | Tensor[];
}

/** A kernel composed of tfjs operations: what it makes on the way is disposed. */
export function suppliedKernel<Inputs, Attributes>(
  definition: Definition<Inputs, Attributes>,
): SuppliedKernel {
  const { kernelName, reason, compute } = definition;
  const kernelFunc: KernelFunc = ({ inputs, attrs }) =>
    tidy(() => compute(inputs as Inputs, attrs as Attributes));
  return { kernelName, reason, kernelFunc };
}
