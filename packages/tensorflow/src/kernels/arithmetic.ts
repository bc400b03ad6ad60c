import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { as, asNumbers, runOnFloats, runOnNumbers } from './casting.ts';
import { kernel } from './kernel.ts';
import { compareTexts } from './string-comparison.ts';

type Runner = (backend: TensorFlowBackend, op: string, inputs: readonly TensorInfo[]) => TensorInfo;

const runOnAnything: Runner = (backend, op, inputs) => backend.run1(op, inputs);

/** TensorFlow divides fractions only; whole numbers have a whole quotient, cut off as tfjs does. */
const divide: Runner = (backend, op, inputs) => {
  const dtype = inputs[0]?.dtype ?? 'float32';
  return dtype === 'int32' || dtype === 'bool'
    ? as(backend, runOnFloats(backend, op, inputs), dtype)
    : backend.run1(op, inputs);
};

/** Truth values are added as numbers, and any number but 0 is true again. */
const runOnList: Runner = (backend, op, inputs) => {
  const [first] = inputs;
  const sum = backend.run1(op, [inputs.map((x) => asNumbers(backend, x))]);
  return first?.dtype === 'bool' ? as(backend, sum, 'bool') : sum;
};

const compare: Runner = (backend, op, inputs) =>
  compareTexts(backend, op, inputs) ?? runOnNumbers(backend, op, inputs);

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
  Greater: ['Greater', compare],
  GreaterEqual: ['GreaterEqual', compare],
  Less: ['Less', compare],
  LessEqual: ['LessEqual', compare],
  LogicalAnd: ['LogicalAnd', runOnAnything],
  LogicalOr: ['LogicalOr', runOnAnything],
  LogicalXor: ['NotEqual', runOnAnything],
  Maximum: ['Maximum', runOnNumbers],
  Minimum: ['Minimum', runOnNumbers],
  Mod: ['FloorMod', runOnNumbers],
  Multiply: ['Mul', runOnNumbers],
  NotEqual: ['NotEqual', runOnAnything],
  Pow: ['Pow', runOnNumbers],
  RealDiv: ['RealDiv', divide],
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
    runOnList(backend, 'AddN', Object.values(inputs)),
  ),
];
