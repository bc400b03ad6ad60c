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

/** Remembers batch norm's statistics, and the positions in the random streams of the layers that have one. */
export function forwardState(model: LayersModel): ForwardState {
  const statistics = model.nonTrainableWeights.map((weight) => weight.read() as Variable);
  const values = statistics.map((variable) => clone(variable));
  const draws = [...drawingLayers(model).values()].map((layer) => [layer, layer.draws] as const);
  return {
    restore() {
      for (const [index, variable] of statistics.entries()) {
        const value = values[index];
        if (value) variable.assign(value);
      }
      for (const [layer, position] of draws) layer.draws = position;
    },
    dispose: () => dispose(values),
  };
}
