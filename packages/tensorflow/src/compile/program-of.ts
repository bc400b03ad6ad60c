import type { Variable } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import type { Handle } from '../eager/eager-context.ts';
import { StepProfiler, type StepLog } from '../profile/step-profiler.ts';
import { keptForCpu } from './cpu-fusions.ts';
import { DerivedInputs } from './derived-inputs.ts';
import { addFunction, needed } from './emit.ts';
import { foldBatchNorm } from './fold-batch-norm.ts';
import { hoisted } from './hoist.ts';
import { KeptWeights } from './kept-weights.ts';
import { withOpenBatch } from './open-batch.ts';
import { Program } from './program.ts';
import type { Value } from './recorded-node.ts';
import { simplified } from './simplify.ts';
import type { Trace } from './trace.ts';
import type { TraceInput } from './trace-input.ts';

/** Rewrites what is computed: the outputs, in their order and with their types; the last ones are new values of variables. */
export type Rewrite = (outputs: readonly Value[], updates: number) => readonly Value[];

/** A recording at one size of the batch. */
export interface Sampled {
  readonly trace: Trace;
  /** Results of the function. */
  readonly values: readonly Value[];
  /** Variables that the function assigns, and what. */
  readonly assigned: readonly { readonly variable: Variable; readonly value: Value }[];
  /** The size of the batch, where it is open. */
  readonly size: number;
}

/** What {@link programOf} makes a program of. */
export interface ProgramOptions {
  readonly backend: TensorFlowBackend;
  /** The recording; several of them where the size of the batch is open. */
  readonly samples: readonly Sampled[];
  /** For the precision and the device. */
  readonly rewrite: Rewrite;
  /** Where profiles go, where they are wanted. */
  readonly log: StepLog | undefined;
}

/** A recording whose ops are simplified and fused, with what is the same from call to call taken out. */
interface Optimised {
  readonly outputs: readonly Value[];
  readonly inputs: readonly TraceInput[];
  readonly derived: readonly Value[];
  readonly isFixed: (value: Value) => boolean;
  readonly variables: readonly Variable[];
}

function optimised({ trace, values, assigned }: Sampled, rewrite: Rewrite): Optimised {
  const updates = assigned.map(({ variable }) => variable);
  const { isFixed, variables } = fixedInputs(trace, updates);
  const recorded = simplified([...values, ...assigned.map(({ value }) => value)]);
  const {
    outputs,
    derived,
    inputs: standIns,
  } = hoisted(rewrite(foldBatchNorm(recorded, isFixed), updates.length), isFixed);
  const inputs = [
    ...neededInputs(trace, outputs),
    ...standIns.map((value, index): TraceInput => ({ source: { kind: 'derived', index }, value })),
  ];
  return {
    outputs,
    inputs,
    derived,
    variables,
    isFixed: (value) => standIns.includes(value) || isFixed(value),
  };
}

/**
 * Makes a program of a recording: simplifies and fuses its ops, and takes out what is the same from call to call. Captured
 * tensors are the program's from here on, unless this throws.
 * @throws EngineError with TensorFlow's reason; NotRecordable where the batch's size is to be open, and cannot be.
 */
export function programOf(options: ProgramOptions): Program {
  const { backend, samples, rewrite, log } = options;
  const { context } = backend.compiling();
  const [{ trace, assigned }] = samples as [Sampled, ...Sampled[]];
  const updates = assigned.map(({ variable }) => variable);
  const each = samples.map((sample) => ({ size: sample.size, ...optimised(sample, rewrite) }));
  const [first] = each as [(typeof each)[number], ...typeof each];
  const { derived, isFixed, variables } = first;
  const { outputs, inputs } = each.length > 1 ? withOpenBatch(each) : first;
  const given = inputs.map(({ value }) => value);
  const keptOutputs = keptForCpu(outputs, isFixed);
  const forDerived = neededInputs(trace, derived);
  const captured = new Set(capturedHandles([...inputs, ...forDerived]));
  const owned: { readonly close: () => void }[] = [];
  const own = <T extends { readonly close: () => void }>(one: T): T => {
    owned.push(one);
    return one;
  };
  let program: Program;
  try {
    const parts = {
      inputs,
      outputs,
      updates,
      captured: [...captured],
      derived: derived.length > 0 ? own(new DerivedInputs(backend, forDerived, derived)) : undefined,
      kept: keptOutputs && new KeptWeights(context, given, keptOutputs, variables),
      profiler: log && own(new StepProfiler(given, outputs, log)),
    };
    program = new Program(backend, { ...parts, name: addFunction(context, given, outputs) });
  } catch (error) {
    for (const one of owned) one.close();
    throw error;
  }
  for (const {
    trace: { inputs: traced },
  } of samples)
    for (const handle of capturedHandles(traced)) if (!captured.has(handle)) context.delete(handle);
  return program;
}

/** Tensors from outside among inputs. */
export function capturedHandles(inputs: readonly TraceInput[]): Handle[] {
  return inputs.flatMap(({ source }) => (source.kind === 'captured' ? [source.handle] : []));
}

/** The inputs of a recording that some values need. */
export function neededInputs({ inputs }: Trace, values: readonly Value[]): TraceInput[] {
  const nodes = new Set(needed(values));
  return inputs.filter(({ value }) => nodes.has(value.node));
}

/** What is the same from call to call: captured tensors, and variables that the function does not assign. */
function fixedInputs(
  { inputs }: Trace,
  updates: readonly Variable[],
): { readonly isFixed: (value: Value) => boolean; readonly variables: readonly Variable[] } {
  const changing = new Set(updates);
  const fixed = new Set<Value>();
  const variables: Variable[] = [];
  for (const { source, value } of inputs)
    if (source.kind === 'captured') fixed.add(value);
    else if (source.kind === 'variable' && !changing.has(source.variable)) {
      fixed.add(value);
      variables.push(source.variable);
    }
  return { isFixed: (value) => fixed.has(value), variables };
}
