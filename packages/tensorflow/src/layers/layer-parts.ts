import type { LayerObject } from './layers-model.ts';

/** Properties in which layers hold other layers: models, wrappers, recurrent layers. */
const INNER = ['layers', 'layer', 'forwardLayer', 'backwardLayer', 'cell', 'cells'] as const;

/** All layers of a model, those inside of others too, each once; recurrent cells are layers. */
export function layersOf(model: LayerObject): LayerObject[] {
  const found = new Set<LayerObject>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null || found.has(value)) return;
    found.add(value);
    for (const key of INNER) visit(property(value, key));
  };
  for (const key of INNER) visit(property(model, key));
  return [...found];
}

/** A property of an object of another package, where it is there. */
export function property(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
}
