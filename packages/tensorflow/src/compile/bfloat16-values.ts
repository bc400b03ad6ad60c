import { type as typeAttribute, type Attributes } from '../eager/attributes.ts';
import { TF_BFLOAT16, TF_BOOL, TF_FLOAT, TF_INT8, TF_UINT8 } from '../native/data-types.ts';
import { BFLOAT16_RULES } from './bfloat16-rules.ts';
import { recordedNode, type RecordedNode, type Value, type ValueInput } from './recorded-node.ts';

/** Types whose every element is a bfloat16 number. */
const EXACT: readonly number[] = [TF_BOOL, TF_UINT8, TF_INT8];

/** Values in the type that an op wants: each is cast at most once to each. */
export class Bfloat16Values {
  readonly #narrow = new Map<Value, Value>();
  readonly #wide = new Map<Value, Value>();

  /** The value in float32 where it is bfloat16; else the value. */
  wide(value: Value): Value {
    return value.type === TF_BFLOAT16 ? known(this.#wide, value, () => cast(value, 'float32')) : value;
  }

  /** The value in bfloat16 where it is float32; else the value. */
  narrow(value: Value): Value {
    return value.type === TF_FLOAT ? known(this.#narrow, value, () => this.#narrowed(value)) : value;
  }

  #narrowed(value: Value): Value {
    const { node, index } = value;
    const [source] = node.inputs;
    if (node.constant && source === undefined) return rounded(node.constant, node.scope);
    if (node.op === 'Cast' && source && 'node' in source) {
      if (source.type === TF_BFLOAT16) return source;
      if (EXACT.includes(source.type)) return cast(source, 'bfloat16');
    }
    // Rounding first is the same, and less work where the op makes more of its data.
    if ((isMoved(node) && sizeOf(value) >= dataSize(node)) || isMask(value))
      return this.#remade(node).outputs[index] as Value;
    return cast(value, 'bfloat16');
  }

  #remade(node: RecordedNode): RecordedNode {
    const inputs = node.inputs.map((input) => ('node' in input ? this.narrow(input) : input));
    return inBfloat16Node(node, inputs);
  }
}

/** The same op with other inputs, whose results are bfloat16: all, or `results`, of those that are float32. */
export function inBfloat16Node(
  node: RecordedNode,
  inputs: readonly ValueInput[],
  results?: readonly number[],
): RecordedNode {
  const outputs = node.outputs.map(({ type, shape, index }) => ({
    type: type === TF_FLOAT && (results?.includes(index) ?? true) ? TF_BFLOAT16 : type,
    shape,
  }));
  return recordedNode({ ...node, inputs, attributes: narrowT(node.attributes) }, outputs);
}

/** How many elements a value has. */
export function sizeOf({ shape }: Value): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** What a value is before ops that only move its elements. */
export function origin(value: Value): Value {
  let at = value;
  while (isMoved(at.node)) {
    const input = at.node.inputs[dataIndex(at.node)] as ValueInput;
    if (!('node' in input)) return at;
    at = input;
  }
  return at;
}

/** Zeros and ones, or these by a constant: what dropout multiplies with. */
export function isMask(value: Value): boolean {
  const { node } = origin(value);
  const [a, b] = node.inputs as Value[];
  if (node.op === 'Cast') return a?.type === TF_BOOL;
  if (node.op !== 'Mul' || !a || !b) return false;
  const isScale = (one: Value): boolean => sizeOf(one) === 1 && origin(one).node.constant !== undefined;
  return (isMask(a) && isScale(b)) || (isMask(b) && isScale(a));
}

function isMoved(node: RecordedNode): boolean {
  return BFLOAT16_RULES.get(node.op)?.moves === true;
}

function dataIndex({ op }: RecordedNode): number {
  return BFLOAT16_RULES.get(op)?.lead ?? 0;
}

function dataSize(node: RecordedNode): number {
  const input = node.inputs[dataIndex(node)];
  return input && 'node' in input ? sizeOf(input) : Infinity;
}

function narrowT(attributes: Attributes): Attributes {
  const { T } = attributes;
  return T?.kind === 'type' && T.value === 'float32'
    ? { ...attributes, T: typeAttribute('bfloat16') }
    : attributes;
}

function cast(value: Value, to: 'float32' | 'bfloat16'): Value {
  const node = recordedNode(
    { op: 'Cast', inputs: [value], attributes: { DstT: typeAttribute(to) }, scope: value.node.scope },
    [{ type: to === 'float32' ? TF_FLOAT : TF_BFLOAT16, shape: value.shape }],
  );
  return node.outputs[0] as Value;
}

/** A float32 constant in bfloat16: the nearest, ties to even. */
function rounded({ shape, bytes }: NonNullable<RecordedNode['constant']>, scope: string): Value {
  const bits = new Uint32Array(bytes.slice().buffer);
  const upper = Uint16Array.from(bits, (word) =>
    (word & 0x7fff_ffff) > 0x7f80_0000 ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16,
  );
  const constant = { type: TF_BFLOAT16, shape, bytes: new Uint8Array(upper.buffer) };
  const node = recordedNode({ op: 'Const', inputs: [], attributes: {}, constant, scope }, [
    { type: TF_BFLOAT16, shape },
  ]);
  return node.outputs[0] as Value;
}

function known(values: Map<Value, Value>, value: Value, make: () => Value): Value {
  let found = values.get(value);
  if (!found) values.set(value, (found = make()));
  return found;
}
