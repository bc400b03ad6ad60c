import type { Attribute } from '../eager/attributes.ts';
import { EngineError } from '../engine-error.ts';
import type { CApi, Pointer } from '../native/c-api.ts';
import { nativeType } from '../native/data-types.ts';
import type { GraphApi, Output } from '../native/graph-api.ts';
import type { ConstantValues, NewNode, RecordedNode, Value } from './recorded-node.ts';

/** Writes recorded ops into a graph of TensorFlow's, which it owns until it is closed. */
export class NativeGraph {
  readonly #api: GraphApi;
  readonly #tensors: CApi;
  readonly #status: Pointer;
  readonly #graph: Pointer;
  readonly #operations = new Map<RecordedNode, Pointer>();
  readonly #names = new Map<string, number>();

  /**
   * @param api - the functions for graphs
   * @param tensors - the functions for tensors
   */
  constructor(api: GraphApi, tensors: CApi) {
    this.#api = api;
    this.#tensors = tensors;
    this.#status = api.newStatus();
    this.#graph = api.newGraph();
  }

  /**
   * Adds an op; {@link NativeGraph.place} puts a node to it.
   * @throws EngineError with TensorFlow's reason.
   */
  add(node: NewNode): Pointer {
    const api = this.#api;
    if (node.called !== undefined) {
      api.copyFunction(this.#graph, node.called, null, this.#status);
      this.#check('TF_GraphCopyFunction');
    }
    const description = api.newOperation(this.#graph, node.op, this.#name(node));
    for (const input of node.inputs)
      if ('node' in input) api.addInput(description, this.output(input));
      else api.addInputList(description, this.#pairs(input), input.length);
    for (const [name, attribute] of Object.entries(node.attributes))
      this.#attribute(description, name, attribute);
    if (node.placeholder) {
      const { type, shape } = node.placeholder;
      api.setType(description, 'dtype', type);
      api.setShape(description, 'shape', BigInt64Array.from(shape, BigInt), shape.length);
    }
    if (node.constant) this.#constant(description, node.constant);
    const operation = api.finishOperation(description, this.#status);
    this.#check(node.op);
    return operation as Pointer;
  }

  /** Notes that a node is this operation, so that other nodes can take its outputs. */
  place(node: RecordedNode, operation: Pointer): void {
    this.#operations.set(node, operation);
  }

  /** Type and shape of each output of an operation. A size that the graph does not tell is -1, a rank too is undefined. */
  outputsOf(operation: Pointer): { type: number; shape: number[] | undefined }[] {
    const api = this.#api;
    return Array.from({ length: api.outputCount(operation) }, (_one, index) => {
      const output = { oper: operation, index };
      const type = api.outputType(output);
      const rank = api.outputRank(this.#graph, output, this.#status);
      this.#check('TF_GraphGetTensorNumDims');
      if (rank < 0) return { type, shape: undefined };
      const dims = new BigInt64Array(rank);
      api.outputShape(this.#graph, output, dims, rank, this.#status);
      this.#check('TF_GraphGetTensorShape');
      return { type, shape: Array.from(dims, Number) };
    });
  }

  /** Where a value is in the graph. */
  output({ node, index }: Value): Output {
    const oper = this.#operations.get(node);
    if (oper === undefined)
      throw new EngineError('NATIVE_FAILURE', `The op ${node.op} was used in a graph before it was there.`);
    return { oper, index };
  }

  /**
   * Makes a function of the graph. The caller deletes it.
   * @throws EngineError with TensorFlow's reason.
   */
  toFunction(name: string, inputs: readonly Value[], outputs: readonly Value[]): Pointer {
    const fn = this.#api.toFunction(
      this.#graph,
      name,
      0,
      -1,
      null,
      inputs.length,
      this.#pairs(inputs),
      outputs.length,
      this.#pairs(outputs),
      null,
      null,
      null,
      this.#status,
    );
    this.#check('TF_GraphToFunction');
    return fn as Pointer;
  }

  /** Gives a function to an eager context. @throws EngineError with TensorFlow's reason. */
  give(fn: Pointer, context: Pointer): void {
    this.#api.addFunction(context, fn, this.#status);
    this.#check('TFE_ContextAddFunction');
  }

  /** TensorFlow's graph, which stays this object's. */
  get native(): Pointer {
    return this.#graph;
  }

  /** Gives the graph back. */
  close(): void {
    this.#api.deleteGraph(this.#graph);
    this.#api.deleteStatus(this.#status);
  }

  #pairs(values: readonly Value[]): BigUint64Array {
    return BigUint64Array.from(
      values.flatMap((value) => {
        const { oper, index } = this.output(value);
        return [oper, BigInt(index)];
      }),
    );
  }

  /** Unique, of the characters that TensorFlow takes: `stage1/Conv2D_2`. */
  #name({ op, scope }: NewNode): string {
    const place = scope.replaceAll(/[^A-Za-z0-9_./-]/g, '_').replace(/^[^A-Za-z0-9.]+/, '');
    const base = `${place === '' ? '' : `${place}/`}${op.replace(/^_+/, '')}`;
    const count = this.#names.get(base) ?? 0;
    this.#names.set(base, count + 1);
    return `${base}__${count}`;
  }

  #constant(description: Pointer, { type, shape, bytes }: ConstantValues): void {
    const dims = BigInt64Array.from(shape, BigInt);
    const tensor = this.#tensors.allocateTensor(type, dims, dims.length, bytes.byteLength);
    if (tensor === null)
      throw new EngineError('OUT_OF_MEMORY', `TensorFlow could not allocate ${bytes.byteLength} bytes.`);
    try {
      if (bytes.byteLength > 0)
        this.#tensors.copyIn(this.#tensors.tensorData(tensor) ?? 0n, bytes, bytes.byteLength);
      this.#api.setType(description, 'dtype', type);
      this.#api.setTensor(description, 'value', tensor, this.#status);
      this.#check('TF_SetAttrTensor');
    } finally {
      this.#tensors.deleteTensor(tensor);
    }
  }

  #attribute(description: Pointer, name: string, attribute: Attribute): void {
    const api = this.#api;
    switch (attribute.kind) {
      case 'int':
        return api.setInt(description, name, attribute.value);
      case 'ints': {
        const values = BigInt64Array.from(attribute.value, BigInt);
        return api.setInts(description, name, values, values.length);
      }
      case 'float':
        return api.setFloat(description, name, attribute.value);
      case 'bool':
        return api.setBool(description, name, attribute.value ? 1 : 0);
      case 'type':
        return api.setType(description, name, nativeType(attribute.value));
      case 'types': {
        const values = Int32Array.from(attribute.value, nativeType);
        return api.setTypes(description, name, values, values.length);
      }
      case 'strings': {
        const lengths = BigUint64Array.from(attribute.value, (text) => BigInt(Buffer.byteLength(text)));
        return api.setStrings(description, name, attribute.value, lengths, attribute.value.length);
      }
      case 'string':
        return api.setString(description, name, attribute.value, Buffer.byteLength(attribute.value));
    }
  }

  #check(call: string): void {
    const code = this.#api.statusCode(this.#status);
    if (code === 0) return;
    throw new EngineError(
      'NATIVE_FAILURE',
      `TensorFlow's ${call} refused its input while a function was recorded: ${this.#api.statusMessage(this.#status)}`,
    );
  }
}
