import { EngineError } from '../engine-error.ts';
import type { CApi, Pointer } from '../native/c-api.ts';
import { ELEMENT_BYTES, TYPE_NAMES } from '../native/data-types.ts';
import type { Attribute, Attributes } from './attributes.ts';
import { REQUIRED_RANKS } from './required-ranks.ts';

/** Handle of an eager tensor, owned by whoever received it. */
export type Handle = Pointer;

/** One input of an op: a tensor, or a list of tensors for ops that take a list (`ConcatV2`, `Pack`, `AddN`). */
export type Input = Handle | readonly Handle[];

/** Typed arrays that tensors are made from. */
export type TensorValues = Float32Array | Int32Array | Uint8Array;

const MAX_OUTPUTS = 4096;
const MAX_DESCRIBED_INPUTS = 8;
const OUT_OF_MEMORY = 8; // TF_RESOURCE_EXHAUSTED

/** `TF_AttrType` and whether it is a list, for each kind of attribute (tensorflow/c/c_api.h). */
const ATTRIBUTE_KINDS: Readonly<Record<Attribute['kind'], readonly [type: number, list: boolean]>> = {
  string: [0, false],
  int: [1, false],
  ints: [1, true],
  float: [2, false],
  bool: [3, false],
  type: [4, false],
};

/** An eager context of TensorFlow: makes, reads and deletes tensors, and runs ops on them, on the calling thread. */
export class EagerContext {
  readonly #api: CApi;
  readonly #status: Pointer;
  readonly #op: Pointer;
  readonly #outputs = new BigUint64Array(MAX_OUTPUTS);
  readonly #count = new Int32Array(1);
  readonly #isList = new Uint8Array(1);
  readonly #checkedAttributes = new Set<string>();

  /**
   * @param api - the bound C library
   * @param config - serialized `ConfigProto`, for example with thread counts
   * @defaultValue config: TensorFlow's own settings
   */
  constructor(api: CApi, config?: Uint8Array) {
    this.#api = api;
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
      if (op === null)
        throw new EngineError('NATIVE_FAILURE', 'TensorFlow made no eager context and gave no reason.');
      this.#op = op;
    } finally {
      api.deleteContextOptions(options);
    }
  }

  /**
   * Copies `values` into a new tensor.
   * @throws EngineError when the number of values does not fit the shape, or the memory is not there.
   */
  create(values: TensorValues, shape: readonly number[], type: number): Handle {
    const size = shape.reduce((product, dim) => product * dim, 1);
    const bytes = size * (ELEMENT_BYTES[type] ?? 0);
    if (
      !shape.every((dim) => Number.isInteger(dim) && dim >= 0) ||
      values.byteLength !== bytes ||
      !Number.isSafeInteger(size)
    )
      throw new EngineError(
        'INVALID_ARGUMENT',
        `A tensor of shape [${shape.join(', ')}] needs ${bytes} bytes, got ${values.byteLength}.`,
      );
    const tensor = this.#api.allocateTensor(type, BigInt64Array.from(shape, BigInt), shape.length, bytes);
    if (tensor === null)
      throw new EngineError(
        'OUT_OF_MEMORY',
        `TensorFlow could not allocate ${bytes} bytes for a tensor of shape [${shape.join(', ')}].`,
      );
    try {
      const data = this.#api.tensorData(tensor);
      if (bytes > 0 && data !== null) this.#api.copyIn(data, values, bytes);
      const handle = this.#api.newHandle(tensor, this.#status);
      this.#check('TFE_NewTensorHandle');
      return handle as Handle;
    } finally {
      this.#api.deleteTensor(tensor);
    }
  }

  /** The tensor's bytes, copied. */
  read(handle: Handle): ArrayBuffer {
    const tensor = this.#api.resolve(handle, this.#status);
    this.#check('TFE_TensorHandleResolve');
    if (tensor === null) throw new EngineError('NATIVE_FAILURE', 'TensorFlow gave no tensor to read.');
    try {
      const bytes = Number(this.#api.tensorBytes(tensor));
      const copy = new Uint8Array(bytes);
      const data = this.#api.tensorData(tensor);
      if (bytes > 0 && data !== null) this.#api.copyOut(copy, data, bytes);
      return copy.buffer;
    } finally {
      this.#api.deleteTensor(tensor);
    }
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
    for (let axis = 0; axis < rank; axis++)
      shape.push(Number(this.#api.handleDim(handle, axis, this.#status)));
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
    this.#checkRanks(op, inputs);
    api.resetOp(this.#op, op, null, this.#status);
    this.#check(op, inputs);
    for (const name in attributes) this.#set(op, name, attributes[name] as Attribute);
    for (const input of inputs) {
      if (typeof input === 'bigint') api.addInput(this.#op, input, this.#status);
      else api.addInputList(this.#op, BigUint64Array.from(input), input.length, this.#status);
      this.#check(op, inputs);
    }
    this.#count[0] = outputs;
    api.execute(this.#op, this.#outputs, this.#count, this.#status);
    this.#check(op, inputs);
    const made = this.#count[0];
    const handles: Handle[] = [];
    for (let index = 0; index < made; index++) handles.push(this.#outputs[index] as Handle);
    return handles;
  }

  #checkRanks(op: string, inputs: readonly Input[]): void {
    const ranks = REQUIRED_RANKS[op];
    if (!ranks) return;
    for (const [index, rank] of ranks.entries()) {
      const input = inputs[index];
      if (rank === undefined || typeof input !== 'bigint') continue;
      if (this.#api.handleRank(input, this.#status) !== rank)
        throw new EngineError(
          'INVALID_ARGUMENT',
          `TensorFlow's ${op} needs a tensor of rank ${rank} as input ${index}, got ${this.#describe(input)}.`,
        );
    }
  }

  #set(op: string, name: string, attribute: Attribute): void {
    const api = this.#api;
    this.#checkKind(op, name, attribute.kind);
    switch (attribute.kind) {
      case 'int':
        if (!Number.isSafeInteger(attribute.value))
          throw new EngineError(
            'INVALID_ARGUMENT',
            `The attribute ${name} must be a whole number, got ${attribute.value}.`,
          );
        return api.setInt(this.#op, name, attribute.value);
      case 'ints':
        return api.setInts(
          this.#op,
          name,
          BigInt64Array.from(attribute.value, BigInt),
          attribute.value.length,
        );
      case 'float':
        return api.setFloat(this.#op, name, attribute.value);
      case 'bool':
        return api.setBool(this.#op, name, attribute.value ? 1 : 0);
      case 'type':
        return api.setType(this.#op, name, attribute.value);
      case 'string':
        return api.setString(this.#op, name, attribute.value, Buffer.byteLength(attribute.value));
    }
  }

  /** TensorFlow ignores an attribute that it does not know and aborts on one of another type: both are errors here. */
  #checkKind(op: string, name: string, kind: Attribute['kind']): void {
    const key = `${op}.${name}.${kind}`;
    if (this.#checkedAttributes.has(key)) return;
    const wanted = this.#api.attributeType(this.#op, name, this.#isList, this.#status);
    this.#check(op);
    const [type, list] = ATTRIBUTE_KINDS[kind];
    if (wanted !== type || (this.#isList[0] === 1) !== list)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `TensorFlow's ${op} wants another type than ${kind} for its attribute ${name}.`,
      );
    this.#checkedAttributes.add(key);
  }

  #check(call: string, inputs: readonly Input[] = []): void {
    const code = this.#api.statusCode(this.#status);
    if (code === 0) return;
    // The message first: describing the inputs writes the status anew.
    const reason = this.#api
      .statusMessage(this.#status)
      .replaceAll(/\{\{[^}]*\}\}\s*/g, '')
      .replace(/\s*\[Op:\w*\]\s*(name:.*)?$/, '')
      .trim();
    const given = inputs
      .flat()
      .slice(0, MAX_DESCRIBED_INPUTS)
      .map((handle) => this.#describe(handle));
    throw new EngineError(
      code === OUT_OF_MEMORY ? 'OUT_OF_MEMORY' : 'NATIVE_FAILURE',
      `TensorFlow's ${call} refused its input${given.length > 0 ? ` (${given.join(', ')})` : ''}: ${reason}`,
    );
  }

  #describe(handle: Handle): string {
    const type = this.type(handle);
    return `${TYPE_NAMES[type] ?? `type ${type}`} [${this.shape(handle).join(', ')}]`;
  }
}
