import { bool, string } from '../eager/attributes.ts';
import { FUSED_CONVOLUTION } from './fuse-convolutions.ts';
import { recordedNode, type Value } from './recorded-node.ts';
import { rewritten } from './rewrite.ts';

/** oneDNN's op for a convolution that nothing is fused into. */
const PLAIN_CONVOLUTION = '_MklNativeConv2D';

/**
 * Lets oneDNN keep weights in its own layout from call to call, where they are the same from call to call: as long as they
 * are, which it does not look at.
 * @param isFixedInput - whether an input of the function is the same from call to call
 * @param isAvailable - whether oneDNN is there for data of a type
 * @returns undefined where there are no such weights.
 */
export function keepFilters(
  outputs: readonly Value[],
  isFixedInput: (value: Value) => boolean,
  isAvailable: (type: number) => boolean,
): readonly Value[] | undefined {
  let found = false;
  const kept = rewritten(outputs, (node) => {
    const [x, filter] = node.inputs as Value[];
    const isPlain =
      node.op === 'Conv2D' &&
      (node.attributes['data_format']?.value ?? 'NHWC') === 'NHWC' &&
      x?.shape.at(-1) === filter?.shape[2];
    if (!isPlain && node.op !== FUSED_CONVOLUTION) return undefined;
    if (!filter?.node.placeholder || !isFixedInput(filter) || !isAvailable(filter.type)) return undefined;
    found = true;
    const attributes = {
      ...node.attributes,
      is_filter_const: bool(true),
      _kernel: string('MklNameChangeOp'),
    };
    return recordedNode({ ...node, op: isPlain ? PLAIN_CONVOLUTION : node.op, attributes }, node.outputs)
      .outputs;
  });
  return found ? kept : undefined;
}
