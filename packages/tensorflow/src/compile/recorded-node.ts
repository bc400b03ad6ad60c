import type { Attributes } from '../eager/attributes.ts';
import type { Pointer } from '../native/c-api.ts';

/** An output of a recorded op: what a tensor is while a function is recorded. */
export interface Value {
  /** The op that makes it. */
  readonly node: RecordedNode;
  /** Which of its outputs. */
  readonly index: number;
  /** TensorFlow's number of the element type. */
  readonly type: number;
  /** Its shape; all sizes are known. */
  readonly shape: readonly number[];
}

/** An input of a recorded op: one value, or several for an op that takes a list. */
export type ValueInput = Value | readonly Value[];

/** The values of a constant. */
export interface ConstantValues {
  /** TensorFlow's number of the element type. */
  readonly type: number;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements' bytes, row by row. */
  readonly bytes: Uint8Array;
}

/** One op of a recorded function. It never changes: rewriting a graph makes new ones. */
export interface RecordedNode {
  /** TensorFlow's name of the op; `Placeholder` for an input of the function, `Const` for a constant. */
  readonly op: string;
  /** In the op's order. */
  readonly inputs: readonly ValueInput[];
  /** The op's attributes but those that TensorFlow infers of the inputs. */
  readonly attributes: Attributes;
  /** Of constants: their values. */
  readonly constant?: ConstantValues;
  /** Of inputs of the function: what they are. */
  readonly placeholder?: { readonly type: number; readonly shape: readonly number[] };
  /** Of calls of a function, whose name `op` is: TensorFlow's function, which lives as long as the process. */
  readonly called?: Pointer;
  /** Where it was recorded, such as a layer's name; '' where nothing is known. */
  readonly scope: string;
  /** Its outputs. */
  readonly outputs: readonly Value[];
}

/** What is known of a new op before its outputs are. */
export type NewNode = Omit<RecordedNode, 'outputs'>;

/** An op with outputs of these types and shapes. */
export function recordedNode(
  node: NewNode,
  outputs: readonly { readonly type: number; readonly shape: readonly number[] }[],
): RecordedNode {
  const made: RecordedNode & { outputs: Value[] } = { ...node, outputs: [] };
  made.outputs = outputs.map(({ type, shape }, index) => ({ node: made, index, type, shape }));
  return made;
}

/** The values that an op takes, lists flattened. */
export function valuesOf({ inputs }: RecordedNode): Value[] {
  return inputs.flatMap((input) => input as Value | Value[]);
}
