import { fixities } from './fixed-values.ts';
import { recordedNode, valuesOf, type RecordedNode, type Value } from './recorded-node.ts';
import { rewritten } from './rewrite.ts';

/** A function in two parts: what is the same from call to call, and the rest. */
export interface Hoisted {
  /** The outputs, with an input in the place of each value of the first part. */
  readonly outputs: readonly Value[];
  /** Values of the first part that the rest needs. */
  readonly derived: readonly Value[];
  /** The inputs that stand for them, in the same order. */
  readonly inputs: readonly Value[];
}

/**
 * Takes out what depends on fixed inputs only, such as weights with batch normalization folded in or in another type.
 * @param isFixedInput - whether an input of the function is the same from call to call
 */
export function hoisted(outputs: readonly Value[], isFixedInput: (value: Value) => boolean): Hoisted {
  const kinds = fixities(outputs, isFixedInput);
  const isDerived = ({ node }: Value): boolean =>
    kinds.get(node) === 'fixed' && node.placeholder === undefined;
  const wanted = new Set<Value>(outputs.filter(isDerived));
  for (const [node, kind] of kinds)
    if (kind === 'changing') for (const value of valuesOf(node)) if (isDerived(value)) wanted.add(value);
  const derived = [...wanted];
  const inputs = derived.map(({ type, shape }): Value => {
    const placeholder = { type, shape };
    const node = { op: 'Placeholder', inputs: [], attributes: {}, scope: 'derived', placeholder };
    return recordedNode(node, [placeholder]).outputs[0] as Value;
  });
  const places = new Map(derived.map((value, index) => [value, inputs[index] as Value]));
  const rest = rewritten(outputs, (_node: RecordedNode, before) =>
    before.outputs.some((value) => places.has(value))
      ? before.outputs.map((value) => places.get(value))
      : undefined,
  );
  return { outputs: rest, derived, inputs };
}
