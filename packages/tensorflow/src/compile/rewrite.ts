import { needed } from './emit.ts';
import { recordedNode, type RecordedNode, type Value, type ValueInput } from './recorded-node.ts';

/**
 * Rebuilds what computes `outputs` from its inputs on.
 * @param replace - answers what takes the place of a node's outputs, or undefined to keep it; it is given the node with its
 * rewritten inputs, and as it was
 */
export function rewritten(
  outputs: readonly Value[],
  replace: (node: RecordedNode, before: RecordedNode) => readonly (Value | undefined)[] | undefined,
): readonly Value[] {
  const places = new Map<Value, Value>();
  const now = (value: Value): Value => places.get(value) ?? value;
  for (const before of needed(outputs)) {
    const inputs = before.inputs.map((input): ValueInput => ('node' in input ? now(input) : input.map(now)));
    const same = inputs.every((input, index) => isSame(input, before.inputs[index] as ValueInput));
    const node = same ? before : recordedNode({ ...before, inputs }, before.outputs);
    const made = replace(node, before) ?? node.outputs;
    for (const [index, value] of before.outputs.entries()) {
      const place = made[index];
      if (place && place !== value) places.set(value, place);
    }
  }
  return outputs.map(now);
}

/** How often each value is used, as an input or as an output. */
export function useCounts(outputs: readonly Value[]): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const count = (value: Value): void => void counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of needed(outputs)) node.inputs.flatMap((input) => input as Value | Value[]).forEach(count);
  outputs.forEach(count);
  return counts;
}

function isSame(a: ValueInput, b: ValueInput): boolean {
  if ('node' in a || 'node' in b) return a === b;
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
