import { clone, dispose } from '@tensorflow/tfjs-core';
import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { drawingLayers } from './drawing-layers.ts';

/** What a forward pass in training mode changes by itself, as it was. Whoever makes one disposes it. */
export interface ForwardState {
  /** Puts all of it back. */
  restore(): void;
  dispose(): void;
}

/**
 * Remembers weights, batch norm's statistics where none are named, and the positions in the random streams of the layers that have
 * one.
 */
export function forwardState(
  model: LayersModel,
  weights: LayersModel['weights'] = model.nonTrainableWeights,
): ForwardState {
  const variables = weights.map((weight) => weight.read() as Variable);
  const values = variables.map((variable) => clone(variable));
  const draws = [...drawingLayers(model).values()].map((layer) => [layer, layer.draws] as const);
  return {
    restore() {
      for (const [index, variable] of variables.entries()) {
        const value = values[index];
        if (value) variable.assign(value);
      }
      for (const [layer, position] of draws) layer.draws = position;
    },
    dispose: () => dispose(values),
  };
}

/** Calls `use`, and puts back what it did to what the state remembers, which is given back. */
export async function restoring<Result>(state: ForwardState, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } finally {
    state.restore();
    state.dispose();
  }
}
