import {
  add,
  clone,
  div,
  engine,
  getBackend,
  getGradient,
  mul,
  neg,
  registerGradient,
  reshape,
  rsqrt,
  unregisterGradient,
  util,
  type GradConfig,
  type NamedAttrMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from '../kernels/kernel.ts';
import { earlierGradient } from './earlier-gradient.ts';

type Gradients = Record<string, () => Tensor>;

interface OneOpGradient {
  /** What tfjs's own gradient saves too, so that either can be called. */
  readonly inputsToSave: readonly string[];
  /** The gradients; undefined where tfjs's own has to compute them. */
  readonly gradients: (dy: Tensor, saved: readonly Tensor[], attrs: NamedAttrMap) => Gradients | undefined;
}

/** Kernels whose gradient tfjs composes of many ops, some of them over arrays made in JavaScript, and TensorFlow has in few. */
const GRADIENTS: Readonly<Record<'FusedBatchNorm' | 'Mean' | 'Square', OneOpGradient>> = {
  FusedBatchNorm: { inputsToSave: ['x', 'mean', 'variance', 'scale'], gradients: batchNormGradients },
  Mean: { inputsToSave: ['x'], gradients: meanGradients },
  Square: { inputsToSave: ['x'], gradients: (dy, [x]) => x && { x: () => mul(mul(dy, 2), x) } },
};

/**
 * Gradients of batch normalization by given statistics. The op's are those with respect to x, scale and offset; from their sums
 * follow those with respect to mean and variance.
 */
function batchNormGradients(
  dy: Tensor,
  [x, mean, variance, scale]: readonly Tensor[],
  { varianceEpsilon }: NamedAttrMap,
): Gradients | undefined {
  if (!x || !mean || !variance || !scale || x.rank !== 4 || x.dtype !== 'float32') return undefined;
  // The op has no gradient of its own: inside another tape tfjs's composed one stays.
  if (engine().state.gradientDepth > 0) return undefined;
  if (![mean, variance, scale].every(({ rank }) => rank === 1)) return undefined;
  const epsilon = Number(varianceEpsilon);
  const statistics = { reserve1: mean, reserve2: variance, reserve3: variance };
  // At once, not when one of them is asked for: tfjs tidies after each.
  const [dx, dScale, dOffset] = engine().runKernel(
    'FusedBatchNormGradV3',
    { dy, x, scale, ...statistics },
    { epsilon, training: false },
  ) as [Tensor, Tensor, Tensor];
  return {
    x: () => dx,
    scale: () => clone(dScale),
    offset: () => clone(dOffset),
    mean: () => neg(mul(dOffset, mul(scale, rsqrt(add(variance, epsilon))))),
    variance: () => mul(mul(dScale, -0.5), div(scale, add(variance, epsilon))),
  };
}

/** Each element has an equal part of what comes back. */
function meanGradients(dy: Tensor, [x]: readonly Tensor[], { axis }: NamedAttrMap): Gradients | undefined {
  if (!x || x.dtype !== 'float32') return undefined;
  const axes = util.parseAxisParam(axis as number | number[], x.shape);
  const kept = x.shape.map((size, dim) => (axes.includes(dim) ? 1 : size));
  const count = axes.reduce((product, dim) => product * (x.shape[dim] ?? 1), 1);
  // tfjs's gradient of the kernel reads inputShape, which no other op of tfjs hands over.
  const spread = (part: Tensor): Tensor =>
    engine().runKernel('BroadcastTo', { x: part }, { shape: x.shape, inputShape: part.shape });
  return { x: () => spread(reshape(div(dy, count), kept)) };
}

const ours = new Map<string, GradConfig>();

/**
 * Gives a kernel the gradient of {@link GRADIENTS} wherever our backend is active; elsewhere, and where it does not apply, tfjs's
 * own stays.
 *
 * The kernels call this each time they run, because tfjs-layers registers all of tfjs's gradients when it is imported,
 * which may be after us.
 */
export function ensureOneOpGradient(kernelName: keyof typeof GRADIENTS): void {
  const theirs = getGradient(kernelName);
  if (theirs !== undefined && theirs === ours.get(kernelName)) return;
  const { inputsToSave, gradients } = GRADIENTS[kernelName];
  const config: GradConfig = {
    kernelName,
    inputsToSave: [...inputsToSave],
    gradFunc: (dy, saved, attrs) => {
      const native = getBackend() === BACKEND_NAME ? gradients(dy as Tensor, saved, attrs) : undefined;
      return native ?? earlierGradient(config, theirs)(dy, saved, attrs);
    },
  };
  if (theirs) unregisterGradient(kernelName);
  registerGradient(config);
  ours.set(kernelName, config);
}
