import { zerosLike, type GradConfig, type Tensor } from '@tensorflow/tfjs-core';
import { runNative } from './native-kernel.ts';

/** ReLU's is linear in dy, and flat in the features. */
const RELU: readonly GradConfig[] = ['ReluGrad', 'Relu6Grad'].map((kernelName) => ({
  kernelName,
  inputsToSave: ['features'],
  gradFunc: (ddy, saved) => {
    const [features] = saved as [Tensor];
    return {
      dy: () => runNative(kernelName, { dy: ddy as Tensor, features }),
      features: () => zerosLike(features),
    };
  },
}));

/** Both poolings' are linear in dy, and flat in the image as long as the largest element stays the largest. */
const POOLING: readonly GradConfig[] = ['', '3D'].flatMap((dimensions): GradConfig[] => [
  {
    kernelName: `MaxPool${dimensions}Grad`,
    inputsToSave: ['input', 'output'],
    gradFunc: (ddx, saved, attrs) => {
      const [input, output] = saved as [Tensor, Tensor];
      return {
        dy: () => runNative(`MaxPool${dimensions}GradGrad`, { ddx: ddx as Tensor, input, output }, attrs),
        input: () => zerosLike(input),
        output: () => zerosLike(output),
      };
    },
  },
  {
    kernelName: `AvgPool${dimensions}Grad`,
    inputsToSave: ['dy', 'input'],
    gradFunc: (ddx, saved, attrs) => {
      const [dy, input] = saved as [Tensor, Tensor];
      return {
        dy: () => runNative(`AvgPool${dimensions}GradGrad`, { ddx: ddx as Tensor, dy }, attrs),
        input: () => zerosLike(input),
      };
    },
  },
]);

/** Gradients of gradients. */
export const SECOND_ORDER_GRADIENTS: readonly GradConfig[] = [...RELU, ...POOLING];
