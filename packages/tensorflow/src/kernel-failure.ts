import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { EngineError, type EngineErrorCode } from './engine-error.ts';
import { TfjsRefusal } from './tfjs-refusal.ts';

const MAX_DESCRIBED_INPUTS = 8;

/** Failures of one call, not of the engine as a whole. */
const OF_A_CALL: readonly EngineErrorCode[] = ['INVALID_ARGUMENT', 'NATIVE_FAILURE', 'OUT_OF_MEMORY'];

/**
 * A kernel's failure with the kernel's name and its inputs: tfjs's kernel may be another than the TensorFlow op that
 * refused, and have other inputs.
 */
export function kernelFailure(kernel: string, inputs: NamedTensorInfoMap, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TfjsRefusal) return error;
  const [code, cause] =
    error instanceof EngineError ? [error.code, error.cause] : (['INVALID_ARGUMENT', error] as const);
  if (!OF_A_CALL.includes(code)) return error;
  return new EngineError(
    code,
    `${kernel} of ${described(inputs)}: ${error.message}`,
    cause === undefined ? {} : { cause },
  );
}

/** For example `x float32 [2, 3], filter none`. */
function described(inputs: NamedTensorInfoMap): string {
  const all = Object.entries(inputs).flatMap(([name, input]) => {
    const list: readonly unknown[] = Array.isArray(input) ? input : [input];
    return list.map((one) => `${/^\d+$/.test(name) ? '' : `${name} `}${tensor(one)}`);
  });
  if (all.length === 0) return 'no tensors';
  const rest = all.length - MAX_DESCRIBED_INPUTS;
  return `${all.slice(0, MAX_DESCRIBED_INPUTS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function tensor(input: unknown): string {
  if (input === undefined || input === null) return 'none';
  const { dtype, shape } = input as Partial<TensorInfo>;
  return Array.isArray(shape) ? `${dtype} [${shape.join(', ')}]` : 'that is no tensor';
}
