import { needed } from './emit.ts';
import { valuesOf, type RecordedNode, type Value } from './recorded-node.ts';

/** What is known of a node before any call: a constant, or the same from call to call until a variable is assigned. */
export type Fixity = 'constant' | 'fixed' | 'changing';

/**
 * Tells of each node that `outputs` need whether its values are the same from call to call.
 * @param isFixedInput - whether an input of the function is
 */
export function fixities(
  outputs: readonly Value[],
  isFixedInput: (value: Value) => boolean,
): ReadonlyMap<RecordedNode, Fixity> {
  const known = new Map<RecordedNode, Fixity>();
  for (const node of needed(outputs)) known.set(node, fixity(node, known, isFixedInput));
  return known;
}

function fixity(
  node: RecordedNode,
  known: ReadonlyMap<RecordedNode, Fixity>,
  isFixedInput: (value: Value) => boolean,
): Fixity {
  if (node.placeholder) return isFixedInput(node.outputs[0] as Value) ? 'fixed' : 'changing';
  const inputs = valuesOf(node).map((value) => known.get(value.node));
  if (inputs.includes('changing')) return 'changing';
  return inputs.includes('fixed') ? 'fixed' : 'constant';
}
