import type { io } from '@tensorflow/tfjs-core';

/** A model whose weights are all one number, which its metadata has too. */
export function numberModel(number: number, length = 10): io.ModelArtifacts {
  return {
    modelTopology: { class_name: 'Sequential' },
    weightSpecs: [{ name: 'w', shape: [length], dtype: 'float32' }],
    weightData: new Float32Array(length).fill(number).buffer,
    userDefinedMetadata: { number },
  };
}

/** The numbers of a loaded {@link numberModel}: of its metadata, and of its weights, each once. */
export function numbersOf({ userDefinedMetadata, weightData }: io.ModelArtifacts): unknown[] {
  const weights = weightData instanceof ArrayBuffer ? new Float32Array(weightData) : [];
  return [...new Set([userDefinedMetadata?.['number'], ...weights])];
}
