import {
  KernelBackend,
  type BackendTimingInfo,
  type BackendValues,
  type DataId,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Attributes } from './eager/attributes.ts';
import { type } from './eager/attributes.ts';
import type { EagerContext, Handle, Input, TensorValues } from './eager/eager-context.ts';
import { loadEngine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { nativeType, TF_FLOAT, TF_INT32, TF_BOOL, tfjsType } from './native/data-types.ts';

/** What the backend knows of one tfjs tensor: its values until they are needed natively, then its handle. */
interface Entry {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  values: TensorValues | undefined;
  handle: Handle | undefined;
  references: number;
}

/** Small constant inputs (axes, paddings, scalars), kept because the same ones come back at every step. */
const MAX_CONSTANTS = 4096;

/** A native constant as an op's input; it stays the backend's. */
export interface Constant {
  readonly constant: Handle;
}

/** What {@link TensorFlowBackend.run} takes as an input: a tensor, a constant, or a list of tensors. */
export type KernelInput = TensorInfo | Constant | readonly TensorInfo[];

/**
 * The tfjs backend `tensorflow`: every tensor is an eager tensor of the TensorFlow C library.
 *
 * The library is loaded by the first tensor that needs it, so that importing the package never fails.
 */
export class TensorFlowBackend extends KernelBackend {
  readonly #entries = new WeakMap<DataId, Entry>();
  readonly #constants = new Map<string, Handle>();
  // A tensor that was dropped without dispose() gives its native memory back when its DataId is collected.
  readonly #forgotten = new FinalizationRegistry<Entry>((entry) => this.#release(entry));
  #context: EagerContext | undefined;
  #count = 0;

  /** The eager context; loads the library when it is not loaded yet. @throws EngineError when no library is found. */
  get context(): EagerContext {
    return (this.#context ??= loadEngine().context);
  }

  override epsilon(): number {
    return 1e-7;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(f: () => void): Promise<BackendTimingInfo> {
    const start = performance.now();
    f();
    return { kernelMs: performance.now() - start };
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return {
      unreliable: true,
      reasons: ['TensorFlow allocates natively: numBytes counts tensors, not the process.'],
    };
  }

  override numDataIds(): number {
    return this.#count;
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    nativeType(dtype); // refuses what the backend cannot hold before anything is kept
    this.#keep(dataId, {
      shape,
      dtype,
      values: typed(values, dtype),
      handle: undefined,
      references: refCount,
    });
  }

  override refCount(dataId: DataId): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: DataId): void {
    this.#entry(dataId).references++;
  }

  decRef(dataId: DataId): void {
    const entry = this.#entries.get(dataId);
    if (entry) entry.references--;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (!entry) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.#entries.delete(dataId);
    this.#forgotten.unregister(dataId);
    this.#release(entry);
    return true;
  }

  override readSync(dataId: DataId): BackendValues {
    const entry = this.#entry(dataId);
    if (entry.values) return entry.values.slice();
    return this.#read(this.#handle(entry), entry.dtype);
  }

  /** Reads the values one macrotask later, so that timers and signals arrive in a loop that awaits only tensors. */
  override async read(dataId: DataId): Promise<BackendValues> {
    await new Promise((done) => setImmediate(done));
    return this.readSync(dataId);
  }

  override dispose(): void {
    for (const handle of this.#constants.values()) this.#context?.delete(handle);
    this.#constants.clear();
  }

  /** A new tensor with a reference more on the same data: tfjs's `Identity`. */
  share(x: TensorInfo): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  }

  /** Runs an op that has one output. Types of inputs are inferred; see {@link run}. */
  run1(op: string, inputs: readonly KernelInput[], attributes: Attributes = {}): TensorInfo {
    return this.run(op, inputs, attributes, 1)[0] as TensorInfo;
  }

  /**
   * Runs a TensorFlow op and hands its outputs to tfjs.
   * @throws EngineError with TensorFlow's reason and the inputs' shapes.
   */
  run(op: string, inputs: readonly KernelInput[], attributes: Attributes, outputs: number): TensorInfo[] {
    const context = this.context;
    const handles = context.execute(
      op,
      inputs.map((input) => this.#input(input)),
      attributes,
      outputs,
    );
    return handles.map((handle) => this.#adopt(context, handle));
  }

  /** Gives back an intermediate result of a kernel. */
  free(...infos: readonly TensorInfo[]): void {
    for (const info of infos) this.disposeData(info.dataId);
  }

  /** An int32 constant: a vector for an array, a scalar for a number. */
  int32(values: number | readonly number[]): Constant {
    return this.#constant(values, TF_INT32);
  }

  /** A constant of the given dtype: a scalar, or a vector. */
  constant(values: number | readonly number[], dtype: DataType): Constant {
    return this.#constant(values, nativeType(dtype));
  }

  /** A matrix of int32, for example the paddings of `PadV2`. */
  int32Matrix(rows: readonly (readonly number[])[]): Constant {
    return this.#constant(rows.flat(), TF_INT32, [rows.length, rows[0]?.length ?? 0]);
  }

  #constant(values: number | readonly number[], type: number, shape?: readonly number[]): Constant {
    const list = typeof values === 'number' ? [values] : values;
    const dims = shape ?? (typeof values === 'number' ? [] : [list.length]);
    const key = `${type}:${dims.join()}:${list.map((value) => (Object.is(value, -0) ? '-0' : value)).join()}`;
    const known = this.#constants.get(key);
    if (known !== undefined) {
      this.#constants.delete(key);
      this.#constants.set(key, known);
      return { constant: known };
    }
    if (this.#constants.size >= MAX_CONSTANTS) {
      // The one unused for longest goes: a Map keeps the order of insertion, and a hit is inserted anew, so that no
      // constant of the call being prepared is ever the oldest.
      const [oldest] = this.#constants;
      if (oldest) {
        this.#constants.delete(oldest[0]);
        this.context.delete(oldest[1]);
      }
    }
    const make =
      { [TF_INT32]: Int32Array, [TF_BOOL]: Uint8Array, [TF_FLOAT]: Float32Array }[type] ?? Float32Array;
    const handle = this.context.create(make.from(list), dims, type);
    this.#constants.set(key, handle);
    return { constant: handle };
  }

  #input(input: KernelInput): Input {
    if ('constant' in input) return input.constant;
    if ('dataId' in input) return this.#handle(this.#entry(input.dataId));
    return input.map((info) => this.#handle(this.#entry(info.dataId)));
  }

  #entry(dataId: DataId): Entry {
    const entry = this.#entries.get(dataId);
    if (!entry)
      throw new EngineError(
        'INVALID_ARGUMENT',
        'A tensor was used that the backend does not have: it is disposed, or of another backend.',
      );
    return entry;
  }

  #handle(entry: Entry): Handle {
    if (entry.handle !== undefined) return entry.handle;
    if (!entry.values) throw new EngineError('INVALID_ARGUMENT', 'A tensor was used after it was disposed.');
    const handle = this.context.create(entry.values, entry.shape, nativeType(entry.dtype));
    entry.handle = handle;
    entry.values = undefined;
    return handle;
  }

  #adopt(context: EagerContext, handle: Handle): TensorInfo {
    const native = context.type(handle);
    let shape: number[];
    let dtype: DataType;
    let owned = handle;
    try {
      shape = context.shape(handle);
      dtype = tfjsType(native);
      if (nativeType(dtype) !== native) {
        // int64 and uint8 become int32, which is what tfjs can hold.
        [owned] = context.execute('Cast', [handle], { DstT: type(dtype) }, 1) as [Handle];
        context.delete(handle);
      }
    } catch (error) {
      context.delete(handle);
      throw error;
    }
    const dataId = {};
    this.#keep(dataId, { shape, dtype, values: undefined, handle: owned, references: 1 });
    return { dataId, shape, dtype };
  }

  #keep(dataId: DataId, entry: Entry): void {
    this.#entries.set(dataId, entry);
    this.#forgotten.register(dataId, entry, dataId);
    this.#count++;
  }

  #release(entry: Entry): void {
    this.#count--;
    if (entry.handle !== undefined) this.context.delete(entry.handle);
    entry.handle = undefined;
    entry.values = undefined;
  }

  #read(handle: Handle, dtype: DataType): TensorValues {
    const bytes = this.context.read(handle);
    if (dtype === 'int32') return new Int32Array(bytes);
    if (dtype === 'bool') return new Uint8Array(bytes);
    return new Float32Array(bytes);
  }
}

/** tfjs hands over typed arrays or, rarely, plain arrays; a copy is made only where the type differs. */
function typed(values: BackendValues | null, dtype: DataType): TensorValues | undefined {
  if (values === null) return undefined;
  if (dtype === 'int32')
    return values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
  if (dtype === 'bool')
    return values instanceof Uint8Array ? values : Uint8Array.from(values as ArrayLike<number>);
  return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
}
