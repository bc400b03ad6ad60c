import type { DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { bool, float, type } from '../eager/attributes.ts';
import { ensureReluGradient } from '../gradients/relu.ts';
import { kernel } from './kernel.ts';

/** tfjs kernel of one tensor -> TensorFlow op, where nothing but the name is needed. */
const UNARY: Readonly<Record<string, string>> = {
  Abs: 'Abs',
  Acos: 'Acos',
  Acosh: 'Acosh',
  Asin: 'Asin',
  Asinh: 'Asinh',
  Atan: 'Atan',
  Atanh: 'Atanh',
  Cos: 'Cos',
  Cosh: 'Cosh',
  Elu: 'Elu',
  Erf: 'Erf',
  Exp: 'Exp',
  Expm1: 'Expm1',
  IsFinite: 'IsFinite',
  IsInf: 'IsInf',
  IsNan: 'IsNan',
  Log: 'Log',
  Log1p: 'Log1p',
  LogicalNot: 'LogicalNot',
  Neg: 'Neg',
  OnesLike: 'OnesLike',
  Reciprocal: 'Reciprocal',
  Rsqrt: 'Rsqrt',
  Selu: 'Selu',
  Sigmoid: 'Sigmoid',
  Sign: 'Sign',
  Sin: 'Sin',
  Sinh: 'Sinh',
  Softplus: 'Softplus',
  Sqrt: 'Sqrt',
  Square: 'Square',
  Tan: 'Tan',
  Tanh: 'Tanh',
  ZerosLike: 'ZerosLike',
};

/** Rounding ops that leave whole numbers as they are: TensorFlow has no integer kernel for them. */
const ROUNDING: Readonly<Record<string, string>> = { Ceil: 'Ceil', Floor: 'Floor', Round: 'Round' };

/** tfjs kernel of two tensors, broadcast -> TensorFlow op. */
const BINARY: Readonly<Record<string, string>> = {
  Add: 'AddV2',
  Atan2: 'Atan2',
  BitwiseAnd: 'BitwiseAnd',
  Equal: 'Equal',
  FloorDiv: 'FloorDiv',
  Greater: 'Greater',
  GreaterEqual: 'GreaterEqual',
  Less: 'Less',
  LessEqual: 'LessEqual',
  LogicalAnd: 'LogicalAnd',
  LogicalOr: 'LogicalOr',
  LogicalXor: 'NotEqual',
  Maximum: 'Maximum',
  Minimum: 'Minimum',
  Mod: 'FloorMod',
  Multiply: 'Mul',
  NotEqual: 'NotEqual',
  Pow: 'Pow',
  RealDiv: 'RealDiv',
  SquaredDifference: 'SquaredDifference',
  Sub: 'Sub',
};

interface Pair {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/** Element-wise kernels. */
export const ELEMENTWISE: readonly KernelConfig[] = [
  ...Object.entries(UNARY).map(([name, op]) =>
    kernel(name, ({ inputs, backend }) => backend.run1(op, [inputs.x])),
  ),
  ...(['Relu', 'Relu6'] as const).map((name) =>
    kernel(name, ({ inputs: { x }, backend }) => {
      ensureReluGradient(name);
      return backend.run1(name, [x]);
    }),
  ),
  ...Object.entries(ROUNDING).map(([name, op]) =>
    kernel(name, ({ inputs: { x }, backend }) =>
      x.dtype === 'float32' ? backend.run1(op, [x]) : backend.share(x),
    ),
  ),
  ...Object.entries(BINARY).map(([name, op]) =>
    kernel<Pair>(name, ({ inputs, backend }) => backend.run1(op, [inputs.a, inputs.b])),
  ),
  kernel<readonly TensorInfo[] & Record<string, TensorInfo>>('AddN', ({ inputs, backend }) => {
    const tensors = Object.values(inputs);
    return backend.run1('AddN', [tensors]);
  }),
  kernel<{ x: TensorInfo }, { dtype: DataType }>('Cast', ({ inputs: { x }, attrs: { dtype }, backend }) =>
    x.dtype === dtype
      ? backend.share(x)
      : backend.run1('Cast', [x], { DstT: type(dtype), Truncate: bool(false) }),
  ),
  kernel<{ x: TensorInfo }, { clipValueMin: number; clipValueMax: number }>(
    'ClipByValue',
    ({ inputs: { x }, attrs: { clipValueMin, clipValueMax }, backend }) =>
      backend.run1('ClipByValue', [
        x,
        backend.constant(clipValueMin, x.dtype),
        backend.constant(clipValueMax, x.dtype),
      ]),
  ),
  kernel<{ dy: TensorInfo; y: TensorInfo }>('EluGrad', ({ inputs: { dy, y }, backend }) =>
    backend.run1('EluGrad', [dy, y]),
  ),
  kernel<{ x: TensorInfo }, { alpha: number }>('LeakyRelu', ({ inputs: { x }, attrs: { alpha }, backend }) =>
    backend.run1('LeakyRelu', [x], { alpha: float(alpha) }),
  ),
  kernel<{ x: TensorInfo; alpha: TensorInfo }>('Prelu', ({ inputs: { x, alpha }, backend }) => {
    const positive = backend.run1('Relu', [x]);
    const negative = backend.run1('Minimum', [x, backend.constant(0, x.dtype)]);
    const scaled = backend.run1('Mul', [alpha, negative]);
    const result = backend.run1('AddV2', [positive, scaled]);
    backend.free(positive, negative, scaled);
    return result;
  }),
  // x > 0 ? 1 : alpha * x, and NaN stays NaN.
  kernel<{ x: TensorInfo }, { alpha?: number }>(
    'Step',
    ({ inputs: { x }, attrs: { alpha = 0 }, backend }) => {
      const positive = backend.run1('Greater', [x, backend.constant(0, x.dtype)]);
      const scaled =
        alpha === 0
          ? backend.run1('ZerosLike', [x])
          : backend.run1('Mul', [x, backend.constant(alpha, x.dtype)]);
      const stepped = backend.run1('SelectV2', [positive, backend.constant(1, x.dtype), scaled]);
      backend.free(positive, scaled);
      if (x.dtype !== 'float32') return stepped;
      const nan = backend.run1('IsNan', [x]);
      const result = backend.run1('SelectV2', [nan, x, stepped]);
      backend.free(nan, stepped);
      return result;
    },
  ),
  kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }>(
    'Select',
    ({ inputs: { condition, t, e }, backend }) =>
      // A vector condition chooses rows, as TensorFlow's first Select; otherwise the three broadcast.
      backend.run1(condition.shape.length === 1 && t.shape.length > 1 ? 'Select' : 'SelectV2', [
        condition,
        t,
        e,
      ]),
  ),
];
