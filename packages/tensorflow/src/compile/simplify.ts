import type { Value } from './recorded-node.ts';
import { rewritten } from './rewrite.ts';

/** Ops that hand their first input on where the result has its shape. */
const RESHAPING: readonly string[] = ['Reshape', 'ExpandDims', 'Squeeze', 'BroadcastTo', 'Identity'];

/** Leaves out ops that change nothing: they hide from each other what could be fused. */
export function simplified(outputs: readonly Value[]): readonly Value[] {
  return rewritten(outputs, ({ op, inputs, outputs: [output] }) => {
    const [first] = inputs;
    if (!output || !first || !('node' in first) || first.type !== output.type) return undefined;
    const isSame =
      first.shape.length === output.shape.length &&
      output.shape.every((size, axis) => size === first.shape[axis]);
    return isSame && (RESHAPING.includes(op) || op === 'Cast') ? [first] : undefined;
  });
}
