import {
  engine,
  tensor1d,
  tidy,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { EngineError } from '../src/index.ts';

/** Runs a kernel of the active backend. */
export function run(kernel: string, inputs: NamedTensorMap | Tensor[], attrs: NamedAttrMap = {}): unknown {
  return engine().runKernel(kernel, inputs as NamedTensorMap, attrs);
}

/** A vector of whole numbers. */
export function int(...values: number[]): Tensor {
  return tensor1d(values, 'int32');
}

/** What a call throws, and that it is ours and leaves nothing behind. */
export function refusal(call: () => unknown): EngineError {
  const before = engine().backend.numDataIds();
  let thrown: unknown;
  try {
    tidy(() => void call());
  } catch (error) {
    thrown = error;
  }
  expect(engine().backend.numDataIds()).toBe(before);
  expect(thrown).toBeInstanceOf(EngineError);
  return thrown as EngineError;
}
