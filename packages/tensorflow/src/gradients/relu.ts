import {
  engine,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  unregisterGradient,
  type GradConfig,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { earlierGradient } from './earlier-gradient.ts';

/**
 * TensorFlow's gradient op for a tfjs kernel, and which tensor it and tfjs's own gradient read.
 *
 * ReLU's output tells as much as its input (positive at the same places), and the output is kept for the next layer
 * anyway; ReLU6's does not tell whether the input was above 6 to tfjs's own gradient.
 */
const GRADIENTS = {
  Relu: { op: 'ReluGrad', saves: 'output' },
  Relu6: { op: 'Relu6Grad', saves: 'input' },
} as const;

const ours = new Map<string, GradConfig>();

/**
 * Gives ReLU and ReLU6 TensorFlow's one-op gradient wherever the active backend has it; elsewhere tfjs's own stays.
 *
 * tfjs keeps one gradient per kernel for all backends, so the replacement asks at each call. The kernels call this each
 * time they run, because tfjs-layers registers all of tfjs's gradients when it is imported, which may be after us.
 */
export function ensureReluGradient(kernelName: keyof typeof GRADIENTS): void {
  const current = getGradient(kernelName);
  if (current !== undefined && current === ours.get(kernelName)) return;
  const { op, saves } = GRADIENTS[kernelName];
  const config: GradConfig = {
    kernelName,
    inputsToSave: saves === 'input' ? ['x'] : [],
    outputsToSave: [saves === 'output'],
    gradFunc: (dy, saved, attrs) => {
      const [features] = saved;
      if (features && getKernel(op, getBackend()))
        return { x: () => engine().runKernel(op, { dy: dy as Tensor, features }) as Tensor };
      return earlierGradient(config, current)(dy, saved, attrs);
    },
  };
  if (current) unregisterGradient(kernelName);
  registerGradient(config);
  ours.set(kernelName, config);
}
