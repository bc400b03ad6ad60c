import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { runOnFloats, runOnNumbers } from './casting.ts';
import { kernel } from './kernel.ts';

type Runner = (backend: TensorFlowBackend, op: string, inputs: readonly TensorInfo[]) => TensorInfo;

const runOnAnything: Runner = (backend, op, inputs) => backend.run1(op, inputs);

/**
 * tfjs kernel of two tensors, broadcast -> TensorFlow op, and what the op takes.
 *
 * Differs: `FloorDiv` keeps the inputs' dtype, as TensorFlow and tfjs-node; tfjs's cpu backend answers int32 for floats.
 */
const BINARY: Readonly<Record<string, readonly [op: string, run: Runner]>> = {
  Add: ['AddV2', runOnNumbers],
  Atan2: ['Atan2', runOnFloats],
  BitwiseAnd: ['BitwiseAnd', runOnNumbers],
  Equal: ['Equal', runOnAnything],
  FloorDiv: ['FloorDiv', runOnNumbers],
  Greater: ['Greater', runOnNumbers],
  GreaterEqual: ['GreaterEqual', runOnNumbers],
  Less: ['Less', runOnNumbers],
  LessEqual: ['LessEqual', runOnNumbers],
  LogicalAnd: ['LogicalAnd', runOnAnything],
  LogicalOr: ['LogicalOr', runOnAnything],
  LogicalXor: ['NotEqual', runOnAnything],
  Maximum: ['Maximum', runOnNumbers],
  Minimum: ['Minimum', runOnNumbers],
  Mod: ['FloorMod', runOnNumbers],
  Multiply: ['Mul', runOnNumbers],
  NotEqual: ['NotEqual', runOnAnything],
  Pow: ['Pow', runOnNumbers],
  RealDiv: ['RealDiv', runOnNumbers],
  SquaredDifference: ['SquaredDifference', runOnNumbers],
  Sub: ['Sub', runOnNumbers],
};

/** Kernels that join two tensors, or a list of them, element by element. */
export const ARITHMETIC: readonly KernelConfig[] = [
  ...Object.entries(BINARY).map(([name, [op, run]]) =>
    kernel<{ a: TensorInfo; b: TensorInfo }>(name, ({ inputs: { a, b }, backend }) =>
      run(backend, op, [a, b]),
    ),
  ),
  kernel<readonly TensorInfo[] & Record<string, TensorInfo>>('AddN', ({ inputs, backend }) =>
    backend.run1('AddN', [Object.values(inputs)]),
  ),
];
