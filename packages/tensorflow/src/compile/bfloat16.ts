import { loadEngine } from '../engine.ts';
import { TF_BFLOAT16, TF_FLOAT } from '../native/data-types.ts';
import { BFLOAT16_RULES, type Bfloat16Rule } from './bfloat16-rules.ts';
import { sumByProduct } from './bfloat16-sum.ts';
import { Bfloat16Values, inBfloat16Node, isMask, origin, sizeOf } from './bfloat16-values.ts';
import { CpuKernels } from './cpu-kernels.ts';
import { needed } from './emit.ts';
import { fixities } from './fixed-values.ts';
import { recordedNode, type RecordedNode, type Value, type ValueInput } from './recorded-node.ts';

/** An input that is not bfloat16 but has at most this part of the result's elements costs next to nothing. */
const SMALL_PART = 1 / 8;
/** Inputs of a function that may be weights; `argument` is what it computes with. */
const WEIGHTS: readonly string[] = ['variable', 'captured'];

let kernels: CpuKernels | undefined;

/**
 * Rewrites what a function computes: convolutions, products of matrices and their gradients in bfloat16, and in between
 * them what {@link BFLOAT16_RULES} tells; all else, the function's inputs and its outputs keep their types. Weights and
 * images are cast once a call, however many ops take them.
 */
export function inBfloat16(outputs: readonly Value[]): readonly Value[] {
  kernels ??= new CpuKernels(loadEngine().native);
  const values = new Bfloat16Values();
  const rewritten = new Map<Value, Value>();
  const now = (value: Value): Value => rewritten.get(value) ?? value;
  // What is computed of weights alone is one too: those with batch normalization folded in, for example.
  const kinds = fixities(outputs, ({ node }) => WEIGHTS.includes(node.scope));
  const weights = new Set<Value>();
  const isWeight = (value: Value): boolean => weights.has(origin(value));
  for (const node of needed(outputs)) {
    const inputs = node.inputs.map((input) => ('node' in input ? now(input) : input.map(now)));
    const sum =
      node.op === 'Sum' && kernels.has('MatMul', TF_BFLOAT16)
        ? sumByProduct(node, inputs[0] as Value)
        : undefined;
    const made = sum ? { outputs: [sum] } : rewrite(node, inputs, { values, kernels, isWeight });
    const wide = sum !== undefined || isForWeights(node, inputs, isWeight);
    for (const [index, value] of node.outputs.entries()) {
      const result = made.outputs[index] as Value;
      const place = wide ? values.wide(result) : result;
      rewritten.set(value, place);
      if (kinds.get(node) !== 'changing') weights.add(value).add(place);
    }
  }
  return outputs.map((value) => values.wide(now(value)));
}

interface Known {
  readonly values: Bfloat16Values;
  readonly kernels: CpuKernels;
  readonly isWeight: (value: Value) => boolean;
}

function rewrite(
  node: RecordedNode,
  inputs: readonly ValueInput[],
  { values, kernels: available, isWeight }: Known,
): RecordedNode {
  const rule = BFLOAT16_RULES.get(node.op);
  if (
    rule &&
    isOfFloats(node, rule) &&
    isWanted(node, rule, inputs, isWeight) &&
    available.has(node.op, TF_BFLOAT16)
  ) {
    const typed = inputs.map((input, index) =>
      each(input, (value) => (rule.data.includes(index) ? values.narrow(value) : values.wide(value))),
    );
    return inBfloat16Node(node, typed, rule.results);
  }
  // A cast takes any type: two after each other are one.
  const typed =
    node.op === 'Cast' ? inputs : inputs.map((input) => each(input, (value) => values.wide(value)));
  const same = typed.every((input, index) => isSame(input, node.inputs[index] as ValueInput));
  return same ? node : recordedNode({ ...node, inputs: typed }, node.outputs);
}

/** Whether all data are float32: there are other types, such as int32 and complex64, that an op adds or pads. */
function isOfFloats({ inputs }: RecordedNode, { data }: Bfloat16Rule): boolean {
  return data.every((index) => list(inputs[index]).every(({ type }) => type === TF_FLOAT));
}

function isWanted(
  node: RecordedNode,
  { when, data, lead }: Bfloat16Rule,
  inputs: readonly ValueInput[],
  isWeight: (value: Value) => boolean,
): boolean {
  if (when === 'computes') return true;
  const [first = 0] = data;
  if (when === 'led') return list(inputs[lead ?? first]).some(isNarrow);
  const all = data.flatMap((index) => list(inputs[index]));
  const size = sizeOf(node.outputs[0] as Value);
  const largest = Math.max(...all.map(sizeOf));
  const isCheap = (value: Value): boolean =>
    isMask(value) || (sizeOf(value) <= size * SMALL_PART && isWeight(value)) || isScalarConstant(value);
  return (
    all.every((value) => isNarrow(value) || isCheap(value)) &&
    all.some((value) => isNarrow(value) && sizeOf(value) === largest)
  );
}

/**
 * Whether a product is a gradient of weights, or one of two results such as in attention: nothing that it is made of is a
 * weight.
 */
function isForWeights(
  { op }: RecordedNode,
  inputs: readonly ValueInput[],
  isWeight: (value: Value) => boolean,
): boolean {
  if (BFLOAT16_RULES.get(op)?.ofWeights) return true;
  return (op === 'MatMul' || op === 'BatchMatMulV2') && !inputs.flatMap(list).some(isWeight);
}

function isScalarConstant(value: Value): boolean {
  return sizeOf(value) === 1 && origin(value).node.constant !== undefined;
}

function isNarrow({ type }: Value): boolean {
  return type === TF_BFLOAT16;
}

function list(input: ValueInput | undefined): readonly Value[] {
  if (input === undefined) return [];
  return 'node' in input ? [input] : input;
}

function each(input: ValueInput, change: (value: Value) => Value): ValueInput {
  return 'node' in input ? change(input) : input.map(change);
}

function isSame(a: ValueInput, b: ValueInput): boolean {
  const [left, right] = [list(a), list(b)];
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
