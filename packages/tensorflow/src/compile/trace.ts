import type { Attributes } from '../eager/attributes.ts';
import type { NativeGraph } from './native-graph.ts';
import { NotRecordable } from './not-recordable.ts';
import {
  recordedNode,
  type ConstantValues,
  type NewNode,
  type RecordedNode,
  type Value,
  type ValueInput,
} from './recorded-node.ts';
import type { InputSource, TraceInput } from './trace-input.ts';

/** Outputs that only the op's gradient reads, and whose shape depends on the device: here, on the processor. */
const UNTOLD_SHAPES: Readonly<Record<string, Readonly<Record<number, readonly number[]>>>> = {
  FusedBatchNormV3: { 5: [0] },
};

/** The ops that a function runs while it is recorded, with the inputs that they start from. */
export class Trace {
  /** In the order in which they were needed. */
  readonly inputs: TraceInput[] = [];
  /** Where an op that takes these inputs is, such as a layer's name. */
  scopeOf: (inputs: readonly ValueInput[]) => string = () => '';
  readonly #graph: NativeGraph;
  readonly #constants = new Map<string, Value>();
  #open = true;

  /** @param graph - tells types and shapes; it stays the caller's */
  constructor(graph: NativeGraph) {
    this.#graph = graph;
  }

  /** Whether the function is still being recorded. */
  get open(): boolean {
    return this.#open;
  }

  /** Ends the recording. */
  close(): void {
    this.#open = false;
    this.#constants.clear();
  }

  /** A new input of the function. */
  input(source: InputSource, type: number, shape: readonly number[]): Value {
    const node = recordedNode(
      { op: 'Placeholder', inputs: [], attributes: {}, scope: source.kind, placeholder: { type, shape } },
      [{ type, shape }],
    );
    this.#graph.place(node, this.#graph.add(node));
    const [value] = node.outputs as [Value];
    this.inputs.push({ source, value });
    return value;
  }

  /** A constant; the same one for the same values. */
  constant(constant: ConstantValues): Value {
    const key = `${constant.type}:${constant.shape.join()}:${Buffer.from(constant.bytes).toString('latin1')}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const [made] = this.#add({ op: 'Const', inputs: [], attributes: {}, constant, scope: '' }).outputs;
    this.#constants.set(key, made as Value);
    return made as Value;
  }

  /**
   * Records one op.
   * @throws NotRecordable for an op whose result's shape depends on values; EngineError with TensorFlow's reason.
   */
  run(op: string, inputs: readonly ValueInput[], attributes: Attributes): readonly Value[] {
    return this.#add({ op, inputs, attributes, scope: this.scopeOf(inputs) }).outputs;
  }

  #add(node: NewNode): RecordedNode {
    const operation = this.#graph.add(node);
    const outputs = this.#graph.outputsOf(operation).map(({ type, shape: told }, index) => {
      const shape = UNTOLD_SHAPES[node.op]?.[index] ?? told;
      if (shape === undefined || shape.includes(-1))
        throw new NotRecordable(
          `compile() cannot record ${node.op}${node.scope === '' ? '' : ` in ${node.scope}`}: the shape of its result depends on the values of its inputs; compute it outside of the compiled function, or use ops whose shapes are known, such as tf.where or a mask.`,
        );
      return { type, shape };
    });
    const made = recordedNode(node, outputs);
    this.#graph.place(made, operation);
    return made;
  }
}
