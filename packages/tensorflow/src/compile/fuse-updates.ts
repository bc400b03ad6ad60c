import { needed } from './emit.ts';
import { recordedNode, valuesOf, type RecordedNode, type Value } from './recorded-node.ts';
import type { XlaFunctions } from './xla-functions.ts';

/** Ops that compute each element of their result of the same element of their inputs. */
const ELEMENTWISE: readonly string[] = [
  'Abs',
  'Add',
  'AddV2',
  'Cast',
  'DivNoNan',
  'Maximum',
  'Minimum',
  'Mul',
  'Neg',
  'RealDiv',
  'Rsqrt',
  'Sign',
  'Sqrt',
  'Square',
  'Sub',
];
/** Smaller tensors stay in the processor's cache from op to op. */
const LEAST_ELEMENTS = 2 ** 18;
/** With fewer ops nothing is gained. */
const LEAST_OPS = 3;

/**
 * Computes an optimizer's update of a large variable, and of what the optimizer keeps for it, in one pass over memory, where
 * op by op it takes a pass for each.
 * @param updates - how many of the last outputs are new values of variables
 */
export function fuseUpdates(
  outputs: readonly Value[],
  updates: number,
  functions: XlaFunctions,
): readonly Value[] {
  const groups = updateGroups(outputs, outputs.slice(outputs.length - updates));
  if (groups.length === 0 || !functions.available) return outputs;
  const places = new Map<Value, Value>();
  for (const { key, standIns, results, given, wanted } of groups) {
    const call = functions.call(key, standIns, results, given);
    for (const [index, value] of wanted.entries()) places.set(value, call?.outputs[index] ?? value);
  }
  return outputs.map((value) => places.get(value) ?? value);
}

interface UpdateGroup {
  /** Its ops, each after those it needs. */
  readonly nodes: readonly RecordedNode[];
  /** What they take from elsewhere. */
  readonly given: readonly Value[];
  /** Outputs of the whole that they make. */
  readonly wanted: readonly Value[];
  /** Inputs of the group's own function. */
  readonly standIns: readonly Value[];
  /** What {@link UpdateGroup.wanted} is in it. */
  readonly results: readonly Value[];
  /** What it computes, as text. */
  readonly key: string;
}

function updateGroups(outputs: readonly Value[], updates: readonly Value[]): UpdateGroup[] {
  const order = needed(outputs);
  const uses = new Map<Value, Set<RecordedNode>>();
  for (const node of order)
    for (const value of valuesOf(node)) uses.set(value, (uses.get(value) ?? new Set()).add(node));
  const results = new Set(outputs);
  const cones = new Map<RecordedNode, Set<RecordedNode>>();
  for (const { node } of updates) if (isLargeElementwise(node)) join(cones, node);
  return [...new Set(cones.values())].flatMap((cone) => {
    closeOff(cone, uses, results);
    const nodes = order.filter((node) => cone.has(node));
    return nodes.length >= LEAST_OPS ? [groupOfNodes(nodes, results)] : [];
  });
}

/** Adds a node, and the elementwise ops that it is made of, to a set; sets that meet become one. */
function join(cones: Map<RecordedNode, Set<RecordedNode>>, root: RecordedNode): void {
  const mine = new Set<RecordedNode>();
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (mine.has(node)) continue;
    const other = cones.get(node);
    if (other && other !== mine) for (const one of other) put(cones, one, mine);
    else put(cones, node, mine);
    const shape = String(root.outputs[0]?.shape);
    for (const { node: input, shape: inputShape } of valuesOf(node))
      if (isLargeElementwise(input) && String(inputShape) === shape) pending.push(input);
  }
}

function put(cones: Map<RecordedNode, Set<RecordedNode>>, node: RecordedNode, set: Set<RecordedNode>): void {
  cones.set(node, set.add(node));
}

/** Takes out what something outside needs too, unless it is a result: nothing leaves a set and comes back to it. */
function closeOff(
  cone: Set<RecordedNode>,
  uses: ReadonlyMap<Value, ReadonlySet<RecordedNode>>,
  results: ReadonlySet<Value>,
): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const node of cone) {
      const [value] = node.outputs as [Value];
      const users = [...(uses.get(value) ?? [])];
      if (users.every((user) => cone.has(user)) && (users.length > 0 || results.has(value))) continue;
      cone.delete(node);
      changed = true;
    }
  }
}

function isLargeElementwise({ op, outputs, attributes }: RecordedNode): boolean {
  const [value] = outputs;
  if (!value || outputs.length > 1 || !ELEMENTWISE.includes(op) || attributes['Truncate']) return false;
  return value.shape.reduce((product, size) => product * size, 1) >= LEAST_ELEMENTS;
}

/** The ops as a function of their own, on inputs that stand for what they take. */
function groupOfNodes(nodes: readonly RecordedNode[], outputs: ReadonlySet<Value>): UpdateGroup {
  const inside = new Set(nodes);
  const constants = new Set<Value>();
  const given: Value[] = [];
  for (const value of nodes.flatMap(valuesOf))
    if (value.node.constant) constants.add(value);
    else if (!inside.has(value.node) && !given.includes(value)) given.push(value);
  const standIns = given.map(({ type, shape }): Value => {
    const placeholder = { type, shape };
    const node = { op: 'Placeholder', inputs: [], attributes: {}, placeholder, scope: 'given' };
    return recordedNode(node, [placeholder]).outputs[0] as Value;
  });
  const places = new Map(given.map((value, index) => [value, standIns[index] as Value]));
  const names = new Map<Value, string>(given.map((value, index) => [value, `given${index}`]));
  const lines: string[] = given.map(({ type, shape }) => `${type}[${shape.join()}]`);
  for (const value of constants) {
    const { type, shape, bytes } = value.node.constant as NonNullable<RecordedNode['constant']>;
    names.set(value, `constant${type}[${shape.join()}]${Buffer.from(bytes).toString('hex')}`);
  }
  for (const [index, node] of nodes.entries()) {
    const inputs = valuesOf(node).map((value) => places.get(value) ?? value);
    const [value] = node.outputs as [Value];
    places.set(value, recordedNode({ ...node, inputs, scope: '' }, node.outputs).outputs[0] as Value);
    names.set(value, `made${index}`);
    lines.push(
      `${node.op}${JSON.stringify(node.attributes)}(${valuesOf(node)
        .map((one) => names.get(one))
        .join()})`,
    );
  }
  const wanted = nodes.flatMap((node) => node.outputs.filter((value) => outputs.has(value)));
  const key = `${lines.join(';')} ${wanted.map((value) => names.get(value)).join()}`;
  return { nodes, given, wanted, standIns, results: wanted.map((value) => places.get(value) as Value), key };
}
