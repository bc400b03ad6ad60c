import { upcastType, type DataType, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { bool, float, type } from '../eager/attributes.ts';
import { ensureOneOpGradient } from '../gradients/one-op.ts';
import { ensureReluGradient } from '../gradients/relu.ts';
import { as, asNumbers, runOnFloats, runOnNumbers } from './casting.ts';
import { kernel } from './kernel.ts';

/**
 * tfjs kernels whose results are fractions, by TensorFlow's op of the same name.
 *
 * Differs: int32 and bool inputs give float32; tfjs's cpu backend cuts the results of most down to whole numbers.
 */
const OF_FLOATS: readonly string[] = [
  ...['Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Cos', 'Cosh', 'Sin', 'Sinh', 'Tan', 'Tanh'],
  ...['Exp', 'Expm1', 'Log', 'Log1p', 'Reciprocal', 'Rsqrt', 'Sqrt', 'Erf'],
  ...['Elu', 'Selu', 'Sigmoid', 'Softplus', 'IsFinite', 'IsInf', 'IsNan'],
];

/** tfjs kernels that keep the numbers' dtype, by TensorFlow's op of the same name. */
const OF_NUMBERS: readonly string[] = ['Abs', 'Neg'];

/** tfjs kernels of tensors of any dtype, by TensorFlow's op of the same name. */
const OF_ANYTHING: readonly string[] = ['LogicalNot', 'OnesLike', 'ZerosLike'];

/** Rounding leaves whole numbers as they are: TensorFlow has no integer kernel for it. */
const ROUNDING: readonly string[] = ['Ceil', 'Floor', 'Round'];

type One = { readonly x: TensorInfo };

/** Kernels that compute each element of one tensor by itself. */
export const ELEMENTWISE: readonly KernelConfig[] = [
  ...OF_FLOATS.map((name) => kernel(name, ({ inputs: { x }, backend }) => runOnFloats(backend, name, [x]))),
  ...OF_NUMBERS.map((name) => kernel(name, ({ inputs: { x }, backend }) => runOnNumbers(backend, name, [x]))),
  kernel('Square', ({ inputs: { x }, backend }) => {
    ensureOneOpGradient('Square');
    return runOnNumbers(backend, 'Square', [x]);
  }),
  ...OF_ANYTHING.map((name) => kernel(name, ({ inputs: { x }, backend }) => backend.run1(name, [x]))),
  ...ROUNDING.map((name) =>
    kernel(name, ({ inputs: { x }, backend }) =>
      x.dtype === 'int32' || x.dtype === 'bool' ? backend.share(x) : backend.run1(name, [x]),
    ),
  ),
  ...(['Relu', 'Relu6'] as const).map((name) =>
    kernel(name, ({ inputs: { x }, backend }) => {
      ensureReluGradient(name);
      return runOnNumbers(backend, name, [x]);
    }),
  ),
  kernel<One, { dtype: DataType }>('Cast', ({ inputs: { x }, attrs: { dtype }, backend }) =>
    x.dtype === dtype
      ? backend.share(x)
      : backend.run1('Cast', [{ exact: x }], { DstT: type(dtype), Truncate: bool(false) }),
  ),
  kernel<One, { clipValueMin: number; clipValueMax: number }>(
    'ClipByValue',
    ({ inputs: { x }, attrs: { clipValueMin, clipValueMax }, backend }) => {
      const numbers = asNumbers(backend, x);
      const bounds = [clipValueMin, clipValueMax].map((bound) => backend.constant(bound, numbers.dtype));
      return as(backend, backend.run1('ClipByValue', [numbers, ...bounds]), x.dtype);
    },
  ),
  kernel<{ dy: TensorInfo; y: TensorInfo }>('EluGrad', ({ inputs: { dy, y }, backend }) =>
    backend.run1('EluGrad', [dy, y]),
  ),
  kernel<One, { alpha: number }>('LeakyRelu', ({ inputs: { x }, attrs: { alpha }, backend }) =>
    runOnFloats(backend, 'LeakyRelu', [x], { alpha: float(alpha) }),
  ),
  kernel<{ x: TensorInfo; alpha: TensorInfo }>('Prelu', ({ inputs, backend }) => {
    const [x, alpha] = [as(backend, inputs.x, 'float32'), as(backend, inputs.alpha, 'float32')];
    const negative = backend.run1('Minimum', [x, backend.constant(0, 'float32')]);
    return backend.run1('AddV2', [backend.run1('Relu', [x]), backend.run1('Mul', [alpha, negative])]);
  }),
  // As tfjs: the sign of NaN is 0.
  kernel('Sign', ({ inputs: { x }, backend }) => {
    const sign = runOnNumbers(backend, 'Sign', [x]);
    if (x.dtype !== 'float32') return sign;
    return backend.run1('SelectV2', [backend.run1('IsNan', [x]), backend.constant(0, 'float32'), sign]);
  }),
  // x > 0 ? 1 : alpha, and NaN stays NaN.
  kernel<One, { alpha?: number }>('Step', ({ inputs: { x }, attrs: { alpha = 0 }, backend }) => {
    const zero = backend.constant(0, x.dtype === 'bool' ? 'int32' : x.dtype);
    const positive = backend.run1('Greater', [x.dtype === 'bool' ? as(backend, x, 'int32') : x, zero]);
    const stepped = backend.run1('SelectV2', [
      positive,
      backend.constant(1, x.dtype),
      backend.constant(alpha, x.dtype),
    ]);
    return x.dtype === 'float32'
      ? backend.run1('SelectV2', [backend.run1('IsNan', [x]), x, stepped])
      : stepped;
  }),
  kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }>(
    'Select',
    ({ inputs: { condition, t, e }, backend }) => {
      const dtype = upcastType(t.dtype, e.dtype);
      // A vector condition chooses rows, as TensorFlow's first Select; otherwise the three broadcast.
      const op = condition.shape.length === 1 && t.shape.length > 1 ? 'Select' : 'SelectV2';
      return backend.run1(op, [condition, as(backend, t, dtype), as(backend, e, dtype)]);
    },
  ),
];
