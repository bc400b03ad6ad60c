import type { BackendValues, DataId, DataType } from '@tensorflow/tfjs-core';
import type { EagerContext, Handle, TensorValues } from './eager/eager-context.ts';
import { EngineError } from './engine-error.ts';
import { nativeType } from './native/data-types.ts';

/** What is known of one tfjs tensor: its values until they are needed natively, then its handle. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  values: TensorValues | undefined;
  handle: Handle | undefined;
  references: number;
}

/** The backend's tensors by tfjs's DataId. It owns their native handles. */
export class TensorStore {
  readonly #context: () => EagerContext;
  readonly #tensors = new WeakMap<DataId, StoredTensor>();
  // A tensor that was dropped without dispose() gives its native memory back when its DataId is collected.
  readonly #forgotten = new FinalizationRegistry<StoredTensor>((tensor) => this.#release(tensor));
  #size = 0;

  /** @param context - answers the context, once the first tensor is needed natively */
  constructor(context: () => EagerContext) {
    this.#context = context;
  }

  /** Tensors kept. */
  get size(): number {
    return this.#size;
  }

  /** Keeps a tensor under its DataId. */
  add(dataId: DataId, tensor: StoredTensor): void {
    this.#tensors.set(dataId, tensor);
    this.#forgotten.register(dataId, tensor, dataId);
    this.#size++;
  }

  /** The tensor, where it is kept. */
  find(dataId: DataId): StoredTensor | undefined {
    return this.#tensors.get(dataId);
  }

  /** The tensor. @throws EngineError when it is not kept, or no more. */
  get(dataId: DataId): StoredTensor {
    const tensor = this.#tensors.get(dataId);
    if (!tensor)
      throw new EngineError(
        'INVALID_ARGUMENT',
        'A tensor was used that the backend does not have: it is disposed, or of another backend.',
      );
    return tensor;
  }

  /** Takes the tensor out, and gives its native memory back. */
  delete(dataId: DataId): void {
    const tensor = this.#tensors.get(dataId);
    if (!tensor) return;
    this.#tensors.delete(dataId);
    this.#forgotten.unregister(dataId);
    this.#release(tensor);
  }

  /** The tensor's native handle, made from its values when it is first needed. */
  handle(tensor: StoredTensor): Handle {
    if (tensor.handle !== undefined) return tensor.handle;
    if (!tensor.values) throw new EngineError('INVALID_ARGUMENT', 'A tensor was used after it was disposed.');
    const handle = this.#context().create(tensor.values, tensor.shape, nativeType(tensor.dtype));
    tensor.handle = handle;
    tensor.values = undefined;
    return handle;
  }

  /** A copy of the tensor's values. */
  read(tensor: StoredTensor): TensorValues {
    if (tensor.values) return tensor.values.slice();
    const bytes = this.#context().read(this.handle(tensor));
    if (tensor.dtype === 'int32') return new Int32Array(bytes);
    return tensor.dtype === 'bool' ? new Uint8Array(bytes) : new Float32Array(bytes);
  }

  #release(tensor: StoredTensor): void {
    this.#size--;
    if (tensor.handle !== undefined) this.#context().delete(tensor.handle);
    tensor.handle = undefined;
    tensor.values = undefined;
  }
}

/** tfjs hands over typed arrays or, rarely, plain arrays; a copy is made only where the type differs. */
export function typedValues(values: BackendValues | null, dtype: DataType): TensorValues | undefined {
  if (values === null) return undefined;
  const numbers = values as ArrayLike<number>;
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(numbers);
  if (dtype !== 'bool') return values instanceof Float32Array ? values : Float32Array.from(numbers);
  // TensorFlow's truth is 1 and nothing else.
  return values instanceof Uint8Array && values.every((value) => value <= 1)
    ? values
    : Uint8Array.from(numbers, (value) => (value ? 1 : 0));
}
