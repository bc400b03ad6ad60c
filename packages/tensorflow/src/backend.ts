import {
  KernelBackend,
  util,
  type BackendTimingInfo,
  type BackendValues,
  type DataId,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { compile, type CompiledFunction, type CompileOptions } from './compile/compile.ts';
import { hostValues, type HostNumbers } from './compile/host-numbers.ts';
import { ConstantCache, fitting, wholeNumber } from './constant-cache.ts';
import { type as typeAttribute, type Attributes } from './eager/attributes.ts';
import type { EagerContext, Handle } from './eager/eager-context.ts';
import { loadEngine } from './engine.ts';
import { KernelScope } from './kernel-scope.ts';
import { nativeType, TF_INT32, tfjsType, type NativeDataType } from './native/data-types.ts';
import { OpRunner, type ExactTensor, type KernelInput } from './op-runner.ts';
import { keptValues, TensorStore } from './tensor-store.ts';

/** A constant input with more values is a tensor of its own kernel call, not kept. */
const MAX_KEPT_VALUES = 1024;

/** What the backend knows of memory. */
export interface BackendMemory {
  /** Always true. */
  unreliable: boolean;
  /** Why. */
  reasons: string[];
}

/**
 * The tfjs backend `tensorflow`: every tensor is an eager tensor of the TensorFlow C library.
 *
 * The library is loaded by the first tensor that needs it, so that importing the package never fails. Kernels of your own
 * run any TensorFlow op with {@link TensorFlowBackend.run1} and {@link TensorFlowBackend.run}.
 */
export class TensorFlowBackend extends KernelBackend {
  readonly #tensors = new TensorStore(this, () => this.#context());
  readonly #constants = new ConstantCache(() => this.#context());
  #loaded: EagerContext | undefined;
  readonly #ops = new OpRunner(() => this.#context(), this.#tensors);
  readonly #scope = new KernelScope(({ dataId }) => this.disposeData(dataId));

  #context(): EagerContext {
    return (this.#loaded ??= loadEngine().context);
  }

  /** Smallest number that tfjs's losses and optimizers add to a divisor. */
  override epsilon(): number {
    return 1e-7;
  }

  /** Bits of a float. */
  override floatPrecision(): 16 | 32 {
    return 32;
  }

  /** `tf.time` works. */
  override timerAvailable(): boolean {
    return true;
  }

  /** Runs `f` and answers how long it took: ops are computed when they are called. */
  override async time(f: () => void): Promise<BackendTimingInfo> {
    const start = performance.now();
    f();
    return { kernelMs: performance.now() - start };
  }

  /** Says that `tf.memory().numBytes` is of tensors, not of the process. */
  override memory(): BackendMemory {
    return {
      unreliable: true,
      reasons: ['TensorFlow allocates natively: numBytes counts tensors, not the process.'],
    };
  }

  /** How many tensors' data are kept. */
  override numDataIds(): number {
    return this.#tensors.size;
  }

  /** The same by the name that tfjs-node has for it. A tensor counts here also before the first op makes it native. */
  getNumOfTFTensors(): number {
    return this.#tensors.size;
  }

  /** Keeps new values. @throws EngineError for a dtype that the backend does not hold. */
  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  /** Keeps values under a DataId that exists. @throws EngineError for a dtype that the backend does not hold. */
  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    nativeType(dtype); // refuses before anything is kept
    const kept = keptValues(values, dtype);
    this.#tensors.add(dataId, { shape, dtype, ...kept, handle: undefined, references: refCount });
  }

  /** How many tensors share the data. */
  override refCount(dataId: DataId): number {
    return this.#tensors.find(dataId)?.references ?? 0;
  }

  /** One tensor more shares the data. */
  override incRef(dataId: DataId): void {
    this.#tensors.get(dataId).references++;
  }

  /** One tensor less shares the data. */
  decRef(dataId: DataId): void {
    const tensor = this.#tensors.find(dataId);
    if (tensor) tensor.references--;
  }

  /** One tensor less shares the data; answers whether the data is given back, as it is when none is left. */
  override disposeData(dataId: DataId, force = false): boolean {
    const tensor = this.#tensors.find(dataId);
    if (!tensor) return true;
    tensor.references--;
    if (!force && tensor.references > 0) return false;
    this.#tensors.delete(dataId);
    return true;
  }

  /** A copy of the values. */
  override readSync(dataId: DataId): BackendValues {
    return this.#tensors.read(this.#tensors.get(dataId));
  }

  /** Reads the values one macrotask later, so that timers and signals arrive in a loop that awaits only tensors. */
  override async read(dataId: DataId): Promise<BackendValues> {
    const values = this.readSync(dataId); // first, because tfjs may dispose the tensor before the macrotask
    await new Promise((done) => setImmediate(done));
    return values;
  }

  /** Gives back what the backend made for itself. */
  override dispose(): void {
    this.#constants.clear();
  }

  /** A new tensor with a reference more on the same data: tfjs's `Identity`. */
  share(x: TensorInfo): TensorInfo {
    this.incRef(x.dataId);
    return this.#scope.track({ dataId: x.dataId, shape: x.shape, dtype: x.dtype });
  }

  /** Runs an op that has one output; see {@link TensorFlowBackend.run}. */
  run1(op: string, inputs: readonly KernelInput[], attributes: Attributes = {}): TensorInfo {
    return this.run(op, inputs, attributes, 1)[0] as TensorInfo;
  }

  /**
   * Runs a TensorFlow op and hands its outputs to tfjs. Inside a kernel of the table what is not answered is freed at its
   * end; elsewhere the caller disposes it.
   *
   * @param op - TensorFlow's name of the op
   * @param inputs - in the op's order; their types need no attributes
   * @param attributes - the op's other attributes
   * @param outputs - how many the op has
   * @throws EngineError with TensorFlow's reason and the inputs' types and shapes.
   */
  run(op: string, inputs: readonly KernelInput[], attributes: Attributes, outputs: number): TensorInfo[] {
    const made = this.#ops.run(op, inputs, attributes, outputs);
    for (const info of made) this.#scope.track(info);
    return made;
  }

  /** An input in a type that tfjs has no name for, for ops that take no other, such as int64 indices. */
  cast(x: TensorInfo, type: NativeDataType): ExactTensor {
    return { exact: this.run1('Cast', [{ exact: x }], { DstT: typeAttribute(type) }) };
  }

  /** An input of texts, row by row. @throws EngineError when the number of texts does not fit the shape. */
  strings(texts: readonly (string | Uint8Array)[], shape: readonly number[] = [texts.length]): TensorInfo {
    const info: TensorInfo = { dataId: {}, shape: [...shape], dtype: 'string' };
    this.move(
      info.dataId,
      texts.map((text) => (typeof text === 'string' ? util.encodeString(text) : text)),
      info.shape,
      info.dtype,
      1,
    );
    return this.#scope.track(info);
  }

  /**
   * {@link compile}, for packages that do not import this one: they ask the active backend whether it has it.
   * @throws EngineError for options that are wrong.
   */
  compile<Args extends readonly unknown[], Result>(
    fn: (...args: Args) => Result,
    options?: CompileOptions<Result>,
  ): CompiledFunction<Args, Result> {
    return compile(fn, options);
  }

  /** @internal What `compile` works with. */
  compiling(): { readonly tensors: TensorStore; readonly ops: OpRunner; readonly context: EagerContext } {
    return { tensors: this.#tensors, ops: this.#ops, context: this.#context() };
  }

  /** Whether ops are recorded now instead of being run: see {@link compile}. */
  get recording(): boolean {
    return this.#ops.recorder !== undefined;
  }

  /** @internal Runs ops while others are recorded, such as a trial of what TensorFlow can; what it makes is freed. */
  unrecorded(trial: () => void): void {
    const { recorder } = this.#ops;
    this.#ops.recorder = undefined;
    try {
      this.kernelScope(() => {
        trial();
        return [];
      });
    } finally {
      this.#ops.recorder = recorder;
    }
  }

  /** @internal The native tensor of an input, which stays the tensor's. */
  handle(input: TensorInfo | ExactTensor): Handle {
    return this.#ops.handle(input);
  }

  /** @internal Hands a native tensor to tfjs, which owns it from here on, also when tfjs cannot hold its type. */
  adopt(handle: Handle): TensorInfo {
    return this.#scope.track(this.#ops.adopt(handle));
  }

  /** Refuses a tensor that memory has no room for. @throws EngineError `OUT_OF_MEMORY` with how much was asked for. */
  needRoom(op: string, shape: readonly number[]): void {
    this.#context().room.forTensor(op, shape);
  }

  /** Runs a kernel's body and frees what it made and does not answer, also when it throws. */
  kernelScope<T extends TensorInfo | TensorInfo[]>(body: () => T): T {
    return this.#scope.run(body);
  }

  /** Gives back intermediate results before the end of a kernel, where they are large. */
  free(...infos: readonly TensorInfo[]): void {
    for (const info of infos) this.#scope.free(info);
  }

  /** An int32 input from whole numbers: a vector for an array, a scalar for a number. */
  int32(values: number | readonly number[]): KernelInput {
    return typeof values === 'number'
      ? this.#constant([wholeNumber(values)], [], TF_INT32)
      : this.#constant(values.map(wholeNumber), [values.length], TF_INT32);
  }

  /** An int32 input of shape `[rows, columns]`, for example the paddings of `PadV2`. */
  int32Matrix(rows: readonly (readonly number[])[]): KernelInput {
    return this.#constant(rows.flat().map(wholeNumber), [rows.length, rows[0]?.length ?? 0], TF_INT32);
  }

  /**
   * A tensor of numbers that JavaScript holds, which a compiled function reads anew at each call: the kernel `HostValue`.
   * @throws EngineError when there are not as many numbers as the shape says.
   */
  hostValue(numbers: HostNumbers, shape: readonly number[], dtype: 'float32' | 'int32'): TensorInfo {
    const { recorder } = this.#ops;
    if (recorder) return this.#scope.track(recorder.host(numbers, shape, dtype));
    const given = numbers.read();
    const info: TensorInfo = { dataId: {}, shape: [...shape], dtype };
    this.move(info.dataId, hostValues(given, shape, nativeType(dtype)), info.shape, dtype, 1);
    numbers.settled?.(given, true);
    return this.#scope.track(info);
  }

  /** A scalar input of the given dtype; in int32 a fraction is cut off and a number out of range the nearest in it. */
  constant(value: number, dtype: DataType): KernelInput {
    const type = nativeType(dtype);
    return this.#constant([fitting(value, type)], [], type);
  }

  #constant(values: readonly number[], shape: readonly number[], type: number): KernelInput {
    if (values.length <= MAX_KEPT_VALUES) return this.#constants.get(values, shape, type);
    const info = { dataId: {}, shape: [...shape], dtype: tfjsType(type) };
    this.move(info.dataId, Int32Array.from(values), info.shape, info.dtype, 1);
    return this.#scope.track(info);
  }
}
