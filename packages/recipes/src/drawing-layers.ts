import type { layers, LayersModel } from '@tensorflow/tfjs-layers';

type Layer = layers.Layer;

/** A layer whose random numbers are a stream with a position, such as the dropout of `@skipjack/blocks`. */
export interface DrawingLayer {
  /** Draws so far. */
  draws: number;
}

/** Every layer with a stream of random numbers, those of nets and wrappers within the net too, by its path of names. */
export function drawingLayers(model: LayersModel): Map<string, DrawingLayer> {
  const found = new Map<string, DrawingLayer>();
  const visit = (layer: Layer, path: string): void => {
    const {
      draws,
      layers: inner,
      layer: wrapped,
    } = layer as { draws?: unknown; layers?: unknown; layer?: unknown };
    if (typeof draws === 'number') found.set(path, layer as unknown as DrawingLayer);
    const within = [...(Array.isArray(inner) ? inner : []), ...(wrapped ? [wrapped] : [])] as Layer[];
    for (const each of within) visit(each, `${path}/${each.name}`);
  };
  for (const layer of model.layers) visit(layer, layer.name);
  return found;
}

/** The position in its random stream of each layer that has one, by the layer's path. */
export function drawsOf(model: LayersModel): Record<string, number> {
  return Object.fromEntries([...drawingLayers(model)].map(([path, { draws }]) => [path, draws]));
}

/** What keeps `draws` from being this model's, in a part of a sentence; undefined where nothing does. */
export function drawsMismatch(
  model: LayersModel,
  draws: Readonly<Record<string, unknown>>,
): string | undefined {
  const layers = drawingLayers(model);
  for (const path of layers.keys())
    if (!Object.hasOwn(draws, path) || !Number.isSafeInteger(draws[path]))
      return `it lacks the position in the random numbers of the layer ${path}`;
  for (const path of Object.keys(draws))
    if (!layers.has(path)) return `it has a position in the random numbers of a layer ${path} besides`;
  return undefined;
}

/** Sets the positions that {@link drawsOf} gave; {@link drawsMismatch} has been asked before. */
export function setDraws(model: LayersModel, draws: Readonly<Record<string, unknown>>): void {
  for (const [path, layer] of drawingLayers(model)) layer.draws = Number(draws[path]);
}
