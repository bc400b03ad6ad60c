import {
  backend_util,
  engine,
  getKernel,
  KernelBackend,
  Multiply,
  registerKernel,
  tidy,
} from '@tensorflow/tfjs-core';
import type { DataId, KernelFunc } from '@tensorflow/tfjs-core';

/** Name of the backend while it is the engine's, and of its kernels; it is never in the registry of backends. */
const NAME = 'skipjack-meta';

/** Where tfjs's engine keeps which backend it has; put back as they were, they leave no trace. */
const ENGINE_FIELDS = ['backendName', 'backendInstance', 'pendingBackendInit'];

/** A backend on which tensors have a shape and nothing else, as on PyTorch's device `meta`. */
class MetaBackend extends KernelBackend {
  /** The initialisers of `@skipjack/blocks` ask for this and then draw nothing. */
  readonly storesNothing: boolean = true;
  readonly #references = new Map<DataId, number>();

  /** A handle to nothing. */
  override write(): DataId {
    const dataId = {};
    this.#references.set(dataId, 1);
    return dataId;
  }

  /** One owner more. */
  override incRef(dataId: DataId): void {
    this.#references.set(dataId, this.refCount(dataId) + 1);
  }

  /** One owner less; true when it was the last. */
  override disposeData(dataId: DataId, force = false): boolean {
    const left = force ? 0 : this.refCount(dataId) - 1;
    if (left > 0) this.#references.set(dataId, left);
    else this.#references.delete(dataId);
    return left <= 0;
  }

  /** How many tensors share the handle. */
  override refCount(dataId: DataId): number {
    return this.#references.get(dataId) ?? 0;
  }

  /** How many handles there are. */
  override numDataIds(): number {
    return this.#references.size;
  }

  /** tfjs rounds by it when it makes constants. */
  override floatPrecision(): 32 {
    return 32;
  }

  /** No numbers, where tfjs's debug mode looks for one that is not finite. */
  override readSync(): Float32Array {
    return new Float32Array(0);
  }

  /** The same, later. */
  override async read(): Promise<Float32Array> {
    return new Float32Array(0);
  }
}

/** tfjs-layers multiplies to fill a tensor with a constant. */
const multiply: KernelFunc = ({ inputs, backend }) => {
  const { a, b } = inputs;
  const shape = backend_util.assertAndGetBroadcastShape(a?.shape ?? [], b?.shape ?? []);
  return { dataId: (backend as MetaBackend).write(), shape, dtype: 'float32' };
};

/**
 * Runs a function with a backend under it that stores nothing, so that nets built in it cost no memory for their weights.
 *
 * Synchronous: no other code can see the backend. What the function leaves behind must be disposed in it. The engine's
 * own backend is as it was afterwards, also when there was none or one that is still starting.
 */
export function onMetaBackend<Result>(run: () => Result): Result {
  const state: object = engine();
  const fields = ENGINE_FIELDS.map((field) => [field, Reflect.get(state, field) as unknown] as const);
  if (getKernel(Multiply, NAME) === undefined)
    registerKernel({ kernelName: Multiply, backendName: NAME, kernelFunc: multiply });
  let result: Result | undefined;
  try {
    const instances: readonly unknown[] = [NAME, new MetaBackend(), null];
    for (const [index, [field]] of fields.entries()) Reflect.set(state, field, instances[index]);
    tidy(() => {
      result = run();
    });
  } finally {
    for (const [field, value] of fields) Reflect.set(state, field, value);
  }
  return result as Result;
}
