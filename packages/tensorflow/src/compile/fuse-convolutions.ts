import { int, string, strings, type Attributes } from '../eager/attributes.ts';
import { channelSum } from './channel-sum.ts';
import { recordedNode, type RecordedNode, type Value } from './recorded-node.ts';
import { rewritten, useCounts } from './rewrite.ts';

/** oneDNN's op. TensorFlow's own `_FusedConv2D`, in whose place its optimizer puts it, takes no bfloat16. */
export const FUSED_CONVOLUTION = '_MklNativeFusedConv2D';
/** How TensorFlow marks the kernels of oneDNN that its optimizer puts in the place of its own. */
const ONEDNN = string('MklNameChangeOp');

/**
 * Computes what follows a convolution in the convolution's own pass over memory: a bias and another image (a shortcut), each
 * where nothing else needs what is before it. Activations are left out: oneDNN's make 0 of NaN, which would hide that a
 * training has diverged.
 * @param isAvailable - whether oneDNN is there for data of a type
 */
export function fuseConvolutions(
  outputs: readonly Value[],
  isAvailable: (type: number) => boolean,
): readonly Value[] {
  const counts = useCounts(outputs);
  const isUsedOnce = (value: Value | undefined): boolean => value !== undefined && counts.get(value) === 1;
  return rewritten(outputs, (node, before) => {
    const [first, second] = node.inputs as Value[];
    const [wasFirst, wasSecond] = before.inputs as Value[];
    const [output] = node.outputs;
    if (!first || !output || !isAvailable(output.type)) return undefined;
    const bias = channelSum(node);
    if (bias) {
      const was = bias.place === 0 ? wasFirst : wasSecond;
      return bias.image.node.op === 'Conv2D' && isUsedOnce(was) && isPlain(bias.image.node)
        ? [fused(bias.image.node, 'BiasAdd', bias.vector, output)]
        : undefined;
    }
    if (node.op === 'AddV2' && second && isSameShape(first, second)) {
      if (isFused(first, 'BiasAdd') && isUsedOnce(wasFirst))
        return [fused(first.node, 'Add', second, output)];
      if (isFused(second, 'BiasAdd') && isUsedOnce(wasSecond))
        return [fused(second.node, 'Add', first, output)];
    }
    return undefined;
  });
}

/** A grouped convolution is none for the fused op. */
function isPlain({ inputs, attributes }: RecordedNode): boolean {
  const [x, filter] = inputs as [Value, Value];
  return x.shape.at(-1) === filter.shape[2] && (attributes['data_format']?.value ?? 'NHWC') === 'NHWC';
}

function isSameShape(a: Value, b: Value): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
}

/** What a fused convolution does after the convolution. */
function steps({ op, attributes }: RecordedNode): readonly string[] {
  const { fused_ops: fusedOps } = attributes;
  return op === FUSED_CONVOLUTION && fusedOps?.kind === 'strings' ? fusedOps.value : [];
}

function isFused({ node }: Value, last: string): boolean {
  return steps(node).at(-1) === last;
}

/** A convolution, fused already or not, with one step more. */
function fused(convolution: RecordedNode, step: string, operand: Value | undefined, output: Value): Value {
  const [x, filter, known = []] = convolution.inputs as [Value, Value, (readonly Value[])?];
  const operands = [...known, ...(operand ? [operand] : [])];
  const attributes: Attributes = {
    ...convolution.attributes,
    num_args: int(operands.length),
    _kernel: ONEDNN,
    fused_ops: strings([...steps(convolution), step]),
  };
  const node = {
    op: FUSED_CONVOLUTION,
    inputs: [x, filter, operands, []],
    attributes,
    scope: convolution.scope,
  };
  return recordedNode(node, [output]).outputs[0] as Value;
}
