import {
  engine,
  util,
  type BackendValues,
  type DataId,
  type DataType,
  type KernelBackend,
} from '@tensorflow/tfjs-core';
import { unread } from './compile/unread.ts';
import type { Value } from './compile/recorded-node.ts';
import type { EagerContext, Handle, TensorValues } from './eager/eager-context.ts';
import { EngineError } from './engine-error.ts';
import { nativeType, TF_INT64, TF_UINT32, TF_UINT64, TF_UINT8, typeName } from './native/data-types.ts';

const EMPTY = new Uint8Array(0);
const INT32_LIMIT = 2 ** 31;

/** Arrays of the whole numbers that may have no place in an int32, which TensorFlow's Cast would not tell. */
const WIDE_VALUES: Readonly<Record<number, new (bytes: ArrayBuffer) => ArrayLike<number | bigint>>> = {
  [TF_INT64]: BigInt64Array,
  [TF_UINT32]: Uint32Array,
  [TF_UINT64]: BigUint64Array,
};

/** What is known of one tfjs tensor: its values until they are needed natively, then its handle. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** TensorFlow's type of the elements, where it is another than the dtype's: uint8 images, int64 indices. */
  native?: number | undefined;
  values: TensorValues | undefined;
  /** Instead of values, for the dtype string. What a `tf.buffer` never set is undefined for tfjs, and an empty text natively. */
  texts?: readonly (Uint8Array | undefined)[] | undefined;
  handle: Handle | undefined;
  references: number;
  /** Instead of values and handle, for a tensor of a function that `compile` records. */
  recorded?: RecordedTensor | undefined;
}

/** What a tensor is in a function that is recorded. */
export interface RecordedTensor {
  /** The op that makes it. */
  readonly op: string;
  /** Where that op is, such as a layer's name; '' where nothing is known. */
  readonly scope: string;
  /** The value in the recording. */
  readonly value: () => Value;
}

/** The backend's tensors by tfjs's DataId. It owns their native handles. */
export class TensorStore {
  readonly #context: () => EagerContext;
  readonly #backend: KernelBackend;
  readonly #tensors = new WeakMap<DataId, StoredTensor>();
  // A tensor that was dropped without dispose() gives its native memory back when its DataId is collected.
  readonly #forgotten = new FinalizationRegistry<StoredTensor>((tensor) => this.#release(tensor));
  #size = 0;
  #converted = 0;

  /**
   * @param backend - whose tensors they are
   * @param context - answers the context, once the first tensor is needed natively
   */
  constructor(backend: KernelBackend, context: () => EagerContext) {
    this.#backend = backend;
    this.#context = context;
  }

  /** Tensors kept. */
  get size(): number {
    return this.#size;
  }

  /** How many handles have been replaced by one of the dtype's type: those asked for before may be gone. */
  get converted(): number {
    return this.#converted;
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

  /** The tensor, moved here where another backend has it. @throws EngineError when none has it, or no more. */
  get(dataId: DataId): StoredTensor {
    const tensor = this.#tensors.get(dataId) ?? this.#moved(dataId);
    if (!tensor)
      throw new EngineError(
        'INVALID_ARGUMENT',
        'A tensor was used that the backend does not have: it is disposed, or of another thread (send its values, tensor.dataSync(), and make a tensor of them there).',
      );
    return tensor;
  }

  #moved(dataId: DataId): StoredTensor | undefined {
    const home = engine().state.tensorInfo.get(dataId)?.backend;
    if (home === undefined || home === this.#backend) return undefined;
    engine().moveData(this.#backend, dataId);
    return this.#tensors.get(dataId);
  }

  /** Takes the tensor out, and gives its native memory back. */
  delete(dataId: DataId): void {
    const tensor = this.#tensors.get(dataId);
    if (!tensor) return;
    this.#tensors.delete(dataId);
    this.#forgotten.unregister(dataId);
    this.#release(tensor);
  }

  /** The tensor's native handle, of the type that its dtype says; what it is made from is let go. */
  handle(tensor: StoredTensor): Handle {
    if (tensor.native === undefined) return this.exactHandle(tensor);
    const exact = this.exactHandle(tensor);
    const handle = this.#inDtype(tensor, tensor.native, exact);
    this.#context().delete(exact);
    tensor.handle = handle;
    tensor.native = undefined;
    this.#converted++;
    return handle;
  }

  /** The tensor's native handle, of the type that it is kept in, made when it is first needed. */
  exactHandle(tensor: StoredTensor): Handle {
    if (tensor.handle !== undefined) return tensor.handle;
    if (tensor.recorded) throw unread(tensor);
    const context = this.#context();
    if (tensor.texts)
      tensor.handle = context.createStrings(
        Array.from(tensor.texts, (text) => text ?? EMPTY), // not map(), which leaves out the holes
        tensor.shape,
      );
    else if (tensor.values)
      tensor.handle = context.create(tensor.values, tensor.shape, tensor.native ?? nativeType(tensor.dtype));
    else throw new EngineError('INVALID_ARGUMENT', 'A tensor was used after it was disposed.');
    tensor.values = undefined;
    tensor.texts = undefined;
    return tensor.handle;
  }

  /** A copy of the tensor's values. */
  read(tensor: StoredTensor): TensorValues | Uint8Array[] {
    if (tensor.texts) return tensor.texts.map((text) => text?.slice() as Uint8Array);
    if (tensor.values) return tensor.native ? Int32Array.from(tensor.values) : tensor.values.slice();
    if (tensor.native === TF_UINT8)
      return Int32Array.from(new Uint8Array(this.#context().read(this.exactHandle(tensor))));
    const handle = this.handle(tensor);
    if (tensor.dtype === 'string') return this.#context().readStrings(handle);
    const bytes = this.#context().read(handle);
    if (tensor.dtype === 'int32') return new Int32Array(bytes);
    return tensor.dtype === 'bool' ? new Uint8Array(bytes) : new Float32Array(bytes);
  }

  /** A new handle with the elements in the tensor's dtype. @throws EngineError for whole numbers beyond 32 bits. */
  #inDtype({ dtype, shape }: StoredTensor, native: number, handle: Handle): Handle {
    const context = this.#context();
    const Wide = WIDE_VALUES[native];
    if (!Wide)
      return context.execute('Cast', [handle], { DstT: { kind: 'type', value: dtype } }, 1)[0] as Handle;
    const wide = new Wide(context.read(handle));
    const values = Int32Array.from(wide, Number);
    const lost = values.findIndex((value, index) => BigInt(value) !== BigInt(wide[index] ?? 0));
    if (lost >= 0)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `A tensor of ${typeName(native)} holds ${wide[lost]}, and tfjs holds whole numbers from -${INT32_LIMIT} to ${INT32_LIMIT - 1} only.`,
      );
    return context.create(values, shape, nativeType(dtype));
  }

  #release(tensor: StoredTensor): void {
    this.#size--;
    if (tensor.handle !== undefined) this.#context().delete(tensor.handle);
    tensor.handle = undefined;
    tensor.values = undefined;
    tensor.texts = undefined;
  }
}

/** What a new tensor is kept as. */
type Kept = Pick<StoredTensor, 'native' | 'texts' | 'values'>;

/** tfjs hands over typed arrays or, rarely, plain arrays; a copy is made only where the type differs. */
export function keptValues(values: BackendValues | null, dtype: DataType): Kept {
  if (values === null) return { values: undefined };
  if (dtype === 'string')
    return {
      values: undefined,
      // map() keeps the holes of a `tf.buffer`, for which tfjs has no text to decode.
      texts: Array.isArray(values) ? values.map(encoded) : Array.from(values as ArrayLike<unknown>, encoded),
    };
  // Bytes of an image stay bytes until an op needs whole numbers of 32 bits.
  if (dtype === 'int32' && values instanceof Uint8Array) return { values, native: TF_UINT8 };
  return { values: typedValues(values as ArrayLike<number>, dtype) };
}

function encoded(text: unknown): Uint8Array | undefined {
  if (text instanceof Uint8Array || text === undefined) return text;
  if (typeof text === 'string') return util.encodeString(text);
  throw new EngineError(
    'INVALID_ARGUMENT',
    `A tensor of dtype string needs texts, got ${text === null ? 'null' : typeof text}.`,
  );
}

function typedValues(values: ArrayLike<number>, dtype: DataType): TensorValues {
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values);
  if (dtype !== 'bool') return values instanceof Float32Array ? values : Float32Array.from(values);
  // TensorFlow's truth is 1 and nothing else.
  return values instanceof Uint8Array && values.every((value) => value <= 1)
    ? values
    : Uint8Array.from(values, (value) => (value ? 1 : 0));
}
