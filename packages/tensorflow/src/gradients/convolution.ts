import {
  engine,
  getBackend,
  getGradient,
  registerGradient,
  unregisterGradient,
  type GradConfig,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from '../kernels/kernel.ts';
import { FACES } from '../kernels/convolution-faces.ts';
import type { ConvolutionOp } from '../kernels/window-geometry.ts';
import { earlierGradient } from './earlier-gradient.ts';

const ours = new Map<string, GradConfig>();

/**
 * Gradients of the three faces of a convolution. With `T = sum(conv(x, filter) * dy)`, a sum of products of the three, each
 * face is T's derivative with respect to one of them, and its own gradients are the other two faces.
 */
function configs(op: ConvolutionOp): readonly GradConfig[] {
  const names = FACES[op];
  const run = (name: string, inputs: NamedTensorMap, attrs: NamedAttrMap): Tensor =>
    engine().runKernel(name, inputs, attrs) as Tensor;
  const forward = (x: Tensor, filter: Tensor, attrs: NamedAttrMap): Tensor =>
    run(names.forward, { x, filter }, attrs);
  const toInput = (dy: Tensor, filter: Tensor, inputShape: number[], attrs: NamedAttrMap): Tensor =>
    run(names.inputGradient, { dy, filter }, { ...attrs, inputShape });
  const toFilter = (x: Tensor, dy: Tensor, filterShape: number[], attrs: NamedAttrMap): Tensor =>
    run(names.filterGradient, { x, dy }, { ...attrs, filterShape });
  return [
    gradient(names.forward, ['x', 'filter'], (dy, x, filter, attrs) => ({
      x: () => toInput(dy, filter, x.shape, attrs),
      filter: () => toFilter(x, dy, filter.shape, attrs),
    })),
    gradient(names.inputGradient, ['dy', 'filter'], (ddx, dy, filter, attrs) => ({
      dy: () => forward(ddx, filter, attrs),
      filter: () => toFilter(ddx, dy, filter.shape, attrs),
    })),
    gradient(names.filterGradient, ['x', 'dy'], (ddFilter, x, dy, attrs) => ({
      x: () => toInput(dy, ddFilter, x.shape, attrs),
      dy: () => forward(x, ddFilter, attrs),
    })),
  ];
}

type Gradients = (dy: Tensor, a: Tensor, b: Tensor, attrs: NamedAttrMap) => Record<string, () => Tensor>;

function gradient(kernelName: string, inputsToSave: string[], gradients: Gradients): GradConfig {
  const theirs = getGradient(kernelName);
  const config: GradConfig = {
    kernelName,
    inputsToSave,
    gradFunc: (dy, saved, attrs) => {
      // tfjs keeps one gradient per kernel for all backends.
      if (getBackend() !== BACKEND_NAME) return earlierGradient(config, theirs)(dy, saved, attrs);
      const [a, b] = saved as [Tensor, Tensor];
      return gradients(dy as Tensor, a, b, attrs);
    },
  };
  return config;
}

/**
 * Gives a convolution and its gradients the gradients that tfjs refuses or lacks: of dilated convolutions, in three
 * dimensions too, of groups, of other orders of the axes, with the rounding of sizes, and of the gradients themselves.
 *
 * The kernels call this each time they run, because tfjs-layers registers all of tfjs's gradients when it is imported, which
 * may be after us.
 */
export function ensureConvolutionGradients(op: ConvolutionOp): void {
  const current = getGradient(op);
  if (current !== undefined && current === ours.get(op)) return;
  for (const config of configs(op)) {
    const { kernelName } = config;
    // What a convolution's backward pass meets first is the forward kernel; its gradients' own may still be ours.
    if (ours.has(kernelName) && getGradient(kernelName) === ours.get(kernelName)) continue;
    if (getGradient(kernelName)) unregisterGradient(kernelName);
    registerGradient(config);
    ours.set(kernelName, config);
  }
}
