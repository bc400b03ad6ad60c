import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** Applies a layer that has one output to a symbolic tensor, or to several for a merging layer. */
export function connect(layer: layers.Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}
