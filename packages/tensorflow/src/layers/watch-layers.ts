import { serialization } from '@tensorflow/tfjs-core';
import type { LayersModelMethods, LayerObject } from './layers-model.ts';
import { patchModel } from './patched-model.ts';
import { noteRandomLayer } from './random-layers.ts';

const patched = new WeakSet<object>();

interface RegisteredClass {
  readonly className: string;
  readonly prototype: LayerObject;
}

/**
 * Lets models of tfjs-layers run compiled, whether it is imported before or after this package, or never: it registers its
 * classes with tfjs-core, `LayersModel` as `Model`.
 */
export function watchLayers(): void {
  const { SerializationMap } = serialization;
  for (const [known] of Object.values(SerializationMap.getMap().classNameMap)) note(known);
  const { register } = SerializationMap;
  Object.defineProperty(SerializationMap, 'register', {
    configurable: true,
    writable: true,
    value(made: Parameters<typeof register>[0]): void {
      register.call(SerializationMap, made);
      note(made);
    },
  });
}

function note(made: unknown): void {
  const { className, prototype } = made as RegisteredClass;
  noteRandomLayer({ className, prototype });
  if (patched.has(prototype) || !Object.hasOwn(prototype, 'makeTrainFunction')) return;
  patched.add(prototype);
  patchModel(prototype as LayerObject & LayersModelMethods);
}
