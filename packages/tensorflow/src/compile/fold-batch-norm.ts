import { float, type Attributes } from '../eager/attributes.ts';
import { TF_FLOAT, TF_INT32 } from '../native/data-types.ts';
import { fixities } from './fixed-values.ts';
import { recordedNode, type RecordedNode, type Value } from './recorded-node.ts';
import { channelSum } from './channel-sum.ts';
import { rewritten, useCounts } from './rewrite.ts';

const CONVOLUTIONS: readonly string[] = ['Conv2D', 'DepthwiseConv2dNative'];

/**
 * Puts batch normalization by fixed statistics into the weights of the convolution before it: `(x * w) a + b` is `x * (w a) + b`.
 * Only where weights and statistics are the same from call to call, so that the new weights are computed once.
 * @param isFixedInput - whether an input of the function is the same from call to call
 */
export function foldBatchNorm(
  outputs: readonly Value[],
  isFixedInput: (value: Value) => boolean,
): readonly Value[] {
  const counts = useCounts(outputs);
  const kinds = fixities(outputs, isFixedInput);
  const isFixed = ({ node }: Value): boolean => kinds.get(node) === 'fixed' || kinds.get(node) === 'constant';
  return rewritten(outputs, (node, before) => {
    if (!isInference(node) || before.outputs.some((value, index) => index > 0 && counts.has(value)))
      return undefined;
    const [x, ...statistics] = before.inputs as Value[];
    if (!x || !statistics.every(isFixed) || counts.get(x) !== 1) return undefined;
    const bias = channelSum(x.node);
    const convolution = bias ? bias.image : x;
    if (!CONVOLUTIONS.includes(convolution.node.op) || counts.get(convolution) !== 1) return undefined;
    const [, filter] = convolution.node.inputs as [Value, Value];
    if (!isFixed(filter) || (bias && !isFixed(bias.vector))) return undefined;
    const given = (node.inputs[0] as Value).node;
    return [folded(node, bias ? (given.inputs[bias.place] as Value).node : given, bias?.vector)];
  });
}

function isInference({ op, attributes }: RecordedNode): boolean {
  const { is_training: training, data_format: format } = attributes;
  return (
    op === 'FusedBatchNormV3' &&
    training?.value === false &&
    (format === undefined || format.value === 'NHWC')
  );
}

function folded(normalization: RecordedNode, convolution: RecordedNode, bias: Value | undefined): Value {
  const { scope } = normalization;
  const [, scale, offset, mean, variance] = normalization.inputs as [Value, Value, Value, Value, Value];
  const [input, filter] = convolution.inputs as [Value, Value];
  const op = (name: string, inputs: readonly Value[], like: Value, attributes: Attributes = {}): Value =>
    recordedNode({ op: name, inputs, attributes, scope }, [like]).outputs[0] as Value;
  const { epsilon = float(1e-4) } = normalization.attributes;
  const shifted = op('AddV2', [variance, number(Number(epsilon.value))], variance);
  const factor = op('Mul', [op('Rsqrt', [shifted], variance), scale], scale);
  const centre = bias ? op('Sub', [mean, bias], mean) : mean;
  const rest = op('Sub', [offset, op('Mul', [centre, factor], mean)], offset);
  // Depthwise filters are [height, width, channels, multiplier]: their outputs are in this order.
  const perFilter =
    convolution.op === 'Conv2D'
      ? factor
      : op('Reshape', [factor, whole(filter.shape.slice(2))], {
          ...factor,
          shape: filter.shape.slice(2),
        });
  const weights = op('Mul', [filter, perFilter], filter);
  const [convolved] = recordedNode({ ...convolution, inputs: [input, weights] }, convolution.outputs).outputs;
  return op('BiasAdd', [convolved as Value, rest], convolved as Value);
}

function number(value: number): Value {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  return constant({ type: TF_FLOAT, shape: [], bytes });
}

function whole(values: readonly number[]): Value {
  const bytes = new Uint8Array(Int32Array.from(values).buffer);
  return constant({ type: TF_INT32, shape: [values.length], bytes });
}

function constant(values: NonNullable<RecordedNode['constant']>): Value {
  const { type, shape } = values;
  const node = { op: 'Const', inputs: [], attributes: {}, constant: values, scope: '' };
  return recordedNode(node, [{ type, shape }]).outputs[0] as Value;
}
