import { EngineError } from '../engine-error.ts';
import type { CApi, Pointer } from '../native/c-api.ts';
import { elementBytes, TF_INT32, TF_STRING, TF_UINT8, typeName } from '../native/data-types.ts';
import { AttributeWriter } from './attribute-writer.ts';
import type { Attribute, Attributes } from './attributes.ts';
import type { MemoryRoom } from './memory-room.ts';
import { refusal } from './refusal.ts';
import { fitsInline, StringArea } from './string-area.ts';
import { tensorSize, withoutZeros } from './tensor-size.ts';

/** Handle of an eager tensor, owned by whoever received it. */
export type Handle = Pointer;

/** One input of an op: a tensor, or a list of tensors for ops that take a list (`ConcatV2`, `Pack`, `AddN`). */
export type Input = Handle | readonly Handle[];

/** Typed arrays that tensors are made from. */
export type TensorValues = Float32Array | Int32Array | Uint8Array;

/** Outputs that most ops have room for; the few with more get room for their own. */
const USUAL_OUTPUTS = 64;
const MAX_DESCRIBED_INPUTS = 8;
const INT32_MAX = 2 ** 31 - 1;

/** An eager context of TensorFlow: makes, reads and deletes tensors, and runs ops on them, on the calling thread. */
export class EagerContext {
  readonly #api: CApi;
  readonly #status: Pointer;
  readonly #op: Pointer;
  #outputs = new BigUint64Array(USUAL_OUTPUTS);
  readonly #count = new Int32Array(1);
  readonly #attributes: AttributeWriter;

  /** What tensors there is memory for. */
  readonly room: MemoryRoom;
  /** TensorFlow's own object; it lives as long as the process. */
  readonly native: Pointer;

  /**
   * @param api - the bound C library
   * @param room - what tensors there is memory for
   * @param config - serialized `ConfigProto`, for example with thread counts; TensorFlow's own settings without
   */
  constructor(api: CApi, room: MemoryRoom, config?: Uint8Array) {
    this.#api = api;
    this.room = room;
    this.#status = api.newStatus();
    const options = api.newContextOptions();
    try {
      if (config) {
        api.setContextConfig(options, config, config.byteLength, this.#status);
        this.#check('TFE_ContextOptionsSetConfig');
      }
      const context = api.newContext(options, this.#status);
      this.#check('TFE_NewContext');
      // One op object is reused for every call: it lives as long as the process, as the context does.
      const op = context === null ? null : api.newOp(context, 'NoOp', this.#status);
      this.#check('TFE_NewOp');
      if (context === null || op === null)
        throw new EngineError('NATIVE_FAILURE', 'TensorFlow made no eager context and gave no reason.');
      this.native = context;
      this.#op = op;
      this.#attributes = new AttributeWriter(api, op, this.#status);
    } finally {
      api.deleteContextOptions(options);
    }
  }

  /**
   * Copies `values` into a new tensor.
   * @throws EngineError when the number of values does not fit the shape, or the memory is not there.
   */
  create(values: TensorValues, shape: readonly number[], type: number): Handle {
    const bytes = tensorSize(shape) * elementBytes(type);
    if (values.byteLength !== bytes)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `A tensor of shape [${shape.join(', ')}] needs ${bytes} bytes, got ${values.byteLength}.`,
      );
    return this.#allocate(type, shape, bytes, (data) => {
      if (bytes > 0) this.#api.copyIn(data, values, bytes);
    });
  }

  /**
   * Copies texts into a new tensor of type string.
   * @throws EngineError when the number of texts does not fit the shape, or the memory is not there.
   */
  createStrings(texts: readonly Uint8Array[], shape: readonly number[]): Handle {
    const size = tensorSize(shape);
    if (texts.length !== size)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `A tensor of shape [${shape.join(', ')}] needs ${size} texts, got ${texts.length}.`,
      );
    const make = (write: (texts: StringArea) => void): Handle =>
      this.#allocate(TF_STRING, shape, size * elementBytes(TF_STRING), (data) =>
        write(new StringArea(this.#api, data, size)),
      );
    if (texts.every(fitsInline)) return make((area) => area.writeInline(texts));
    // TensorFlow does not give back what a longer text allocates in a tensor that came from outside. So the tensor of ours
    // only views the bytes, and an op makes the copy that is TensorFlow's own.
    const bytes = Buffer.concat(texts);
    return this.#withTensor(TF_UINT8, [bytes.byteLength], bytes.byteLength, (_tensor, data) => {
      this.#api.copyIn(data, bytes, bytes.byteLength);
      const made: Handle[] = [];
      try {
        made.push(make((area) => area.writeViews(texts, data)));
        made.push(this.create(Int32Array.of(0), [], TF_INT32));
        made.push(this.create(Int32Array.of(INT32_MAX), [], TF_INT32));
        return this.execute('Substr', made, {}, 1)[0] as Handle;
      } finally {
        for (const handle of made) this.delete(handle);
      }
    });
  }

  #allocate(type: number, shape: readonly number[], bytes: number, write: (data: Pointer) => void): Handle {
    return this.#withTensor(type, shape, bytes, (tensor, data) => {
      write(data);
      return this.handleOf(tensor);
    });
  }

  /** Lends a new native tensor to `use`. */
  #withTensor(
    type: number,
    shape: readonly number[],
    bytes: number,
    use: (tensor: Pointer, data: Pointer) => Handle,
  ): Handle {
    this.room.forTensor('A new tensor', withoutZeros(shape), elementBytes(type));
    const tensor = this.#api.allocateTensor(type, BigInt64Array.from(shape, BigInt), shape.length, bytes);
    if (tensor === null)
      throw new EngineError(
        'OUT_OF_MEMORY',
        `TensorFlow could not allocate ${bytes} bytes for a tensor of shape [${shape.join(', ')}].`,
      );
    try {
      return use(tensor, this.#api.tensorData(tensor) ?? 0n);
    } finally {
      this.#api.deleteTensor(tensor);
    }
  }

  /** The tensor's bytes, copied. */
  read(handle: Handle): ArrayBuffer {
    return this.#resolved(handle, (tensor, data) => {
      const bytes = Number(this.#api.tensorBytes(tensor));
      // Memory of its own that is not cleared first: every byte is written.
      const copy = Buffer.allocUnsafeSlow(bytes);
      if (bytes > 0) this.#api.copyOut(copy, data, bytes);
      return copy.buffer as ArrayBuffer;
    });
  }

  /** The texts of a tensor of type string, copied. */
  readStrings(handle: Handle): Uint8Array[] {
    const size = this.shape(handle).reduce((product, dim) => product * dim, 1);
    return this.#resolved(handle, (_tensor, data) => new StringArea(this.#api, data, size).read());
  }

  /** Lends the native tensor of a handle to `use`. */
  #resolved<T>(handle: Handle, use: (tensor: Pointer, data: Pointer) => T): T {
    const tensor = this.#api.resolve(handle, this.#status);
    this.#check('TFE_TensorHandleResolve');
    if (tensor === null) throw new EngineError('NATIVE_FAILURE', 'TensorFlow gave no tensor to read.');
    try {
      return use(tensor, this.#api.tensorData(tensor) ?? 0n);
    } finally {
      this.#api.deleteTensor(tensor);
    }
  }

  /** Lends the native tensors of handles to `use`, in their order. */
  lendTensors<T>([handle, ...others]: readonly Handle[], use: (tensors: readonly Pointer[]) => T): T {
    if (handle === undefined) return use([]);
    return this.#resolved(handle, (tensor) => this.lendTensors(others, (rest) => use([tensor, ...rest])));
  }

  /** A handle of a native tensor, which stays the caller's; the values are shared. */
  handleOf(tensor: Pointer): Handle {
    const handle = this.#api.newHandle(tensor, this.#status);
    this.#check('TFE_NewTensorHandle');
    return handle as Handle;
  }

  /** A second handle of the same tensor; the caller deletes each. */
  share(handle: Handle): Handle {
    const shared = this.#api.shareHandle(handle, this.#status);
    this.#check('TFE_TensorHandleCopySharingTensor');
    return shared as Handle;
  }

  /** TensorFlow's number of the element type. */
  type(handle: Handle): number {
    return this.#api.handleType(handle);
  }

  /** The tensor's shape. */
  shape(handle: Handle): number[] {
    const rank = this.#api.handleRank(handle, this.#status);
    this.#check('TFE_TensorHandleNumDims');
    const shape: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      const dim = Number(this.#api.handleDim(handle, axis, this.#status));
      if (dim < 0) this.#check('TFE_TensorHandleDim');
      shape.push(dim);
    }
    return shape;
  }

  /** Gives the tensor back. Each handle exactly once. */
  delete(handle: Handle): void {
    this.#api.deleteHandle(handle);
  }

  /**
   * Runs one op and returns `outputs` new handles, owned by the caller.
   * @throws EngineError with TensorFlow's own message, the op and the inputs' types and shapes.
   */
  execute(op: string, inputs: readonly Input[], attributes: Attributes, outputs: number): Handle[] {
    const api = this.#api;
    api.resetOp(this.#op, op, null, this.#status);
    this.#check(op, inputs);
    for (const name in attributes) {
      this.#attributes.write(op, name, attributes[name] as Attribute);
      this.#check(op);
    }
    for (const input of inputs) {
      if (typeof input === 'bigint') api.addInput(this.#op, input, this.#status);
      else api.addInputList(this.#op, BigUint64Array.from(input), input.length, this.#status);
      this.#check(op, inputs);
    }
    if (outputs > this.#outputs.length) this.#outputs = new BigUint64Array(outputs);
    this.#count[0] = outputs;
    api.execute(this.#op, this.#outputs, this.#count, this.#status);
    this.#check(op, inputs);
    const handles: Handle[] = [];
    for (let index = 0; index < this.#count[0]; index++) handles.push(this.#outputs[index] as Handle);
    return handles;
  }

  /**
   * Runs a function on another thread; inputs may be deleted meanwhile.
   * @throws EngineError as {@link EagerContext.execute}.
   */
  async executeLater(name: string, inputs: readonly Handle[], outputs: number): Promise<Handle[]> {
    const api = this.#api;
    const status = api.newStatus();
    let op: Pointer | null = null;
    try {
      op = api.newOp(this.native, name, status);
      this.#check(name, inputs, status);
      for (const input of inputs) api.addInput(op as Pointer, input, status);
      const made = new BigUint64Array(outputs);
      const count = Int32Array.of(outputs);
      await new Promise<void>((done, fail) =>
        api.executeLater(op as Pointer, made, count, status, (error) => (error ? fail(error) : done())),
      );
      this.#check(name, [], status);
      return Array.from(made.subarray(0, count[0]), (handle) => handle as Handle);
    } finally {
      if (op !== null) api.deleteOp(op);
      api.deleteStatus(status);
    }
  }

  #check(call: string, inputs: readonly Input[] = [], status: Pointer = this.#status): void {
    const code = this.#api.statusCode(status);
    if (code === 0) return;
    // The message first: describing the inputs writes the status anew.
    const message = this.#api.statusMessage(status);
    const some = inputs.flat().slice(0, MAX_DESCRIBED_INPUTS);
    throw refusal({ call, code, message, inputs: some.map((handle) => this.#describe(handle)) });
  }

  #describe(handle: Handle): string {
    return `${typeName(this.type(handle))} [${this.shape(handle).join(', ')}]`;
  }
}
