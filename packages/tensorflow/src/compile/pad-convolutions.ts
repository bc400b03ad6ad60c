import { ints, string } from '../eager/attributes.ts';
import { TF_INT32 } from '../native/data-types.ts';
import { recordedNode, type RecordedNode, type Value } from './recorded-node.ts';
import { rewritten, useCounts } from './rewrite.ts';

/**
 * Lets a convolution pad its image itself, where nothing else needs the padded one: one pass over memory less. Only those that
 * have no gradient in the same function, which would need it.
 */
export function padConvolutions(outputs: readonly Value[]): readonly Value[] {
  const counts = useCounts(outputs);
  return rewritten(outputs, (node, before) => {
    const [x, filter] = node.inputs as [Value, Value];
    if (node.op !== 'Conv2D' || node.attributes['padding']?.value !== 'VALID') return undefined;
    if (counts.get(before.inputs[0] as Value) !== 1) return undefined;
    const padding = zeroPadding(x.node);
    if (!padding) return undefined;
    const attributes = { ...node.attributes, padding: string('EXPLICIT'), explicit_paddings: ints(padding) };
    return recordedNode({ ...node, inputs: [x.node.inputs[0] as Value, filter], attributes }, node.outputs)
      .outputs;
  });
}

/** What `explicit_paddings` says of a node that surrounds images with zeros: before and after each axis. */
function zeroPadding({ op, inputs }: RecordedNode): readonly number[] | undefined {
  const [, paddings, value] = inputs as (Value | undefined)[];
  const constant = paddings?.node.constant;
  if ((op !== 'Pad' && op !== 'PadV2') || constant?.type !== TF_INT32) return undefined;
  if (op === 'PadV2' && !value?.node.constant?.bytes.every((byte) => byte === 0)) return undefined;
  const { buffer, byteOffset, byteLength } = constant.bytes;
  const sizes = [...new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength))];
  const isOfImage = sizes.length === 8 && [0, 1, 6, 7].every((place) => sizes[place] === 0);
  return isOfImage && sizes.every((size) => size >= 0) ? sizes : undefined;
}
