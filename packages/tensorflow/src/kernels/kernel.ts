import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { kernelFailure } from '../kernel-failure.ts';

/** Name under which the backend is registered, as tfjs-node's, so that users' code needs no change. */
export const BACKEND_NAME = 'tensorflow';

/** Inputs and attributes of one call, typed by the kernel that reads them. */
export interface KernelCall<Inputs, Attrs> {
  readonly backend: TensorFlowBackend;
  readonly inputs: Inputs;
  readonly attrs: Attrs;
}

/** Computes one tfjs kernel with TensorFlow ops. What it makes on the way is freed when it returns or throws. */
export type KernelBody<Inputs, Attrs> = (call: KernelCall<Inputs, Attrs>) => TensorInfo | TensorInfo[];

/** One row of the kernel table. */
export function kernel<Inputs = { x: TensorInfo }, Attrs = Record<never, never>>(
  kernelName: string,
  body: KernelBody<Inputs, Attrs>,
): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, backend, attrs }) => {
      try {
        return (backend as TensorFlowBackend).kernelScope(() =>
          // The one place where tfjs's untyped call meets the kernels' types.
          body({
            inputs: inputs as NamedTensorInfoMap as Inputs,
            backend: backend as TensorFlowBackend,
            attrs: (attrs ?? {}) as NamedAttrMap as Attrs,
          }),
        );
      } catch (error) {
        throw kernelFailure(kernelName, inputs, error);
      }
    },
  };
}
