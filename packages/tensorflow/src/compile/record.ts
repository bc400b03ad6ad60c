import { engine, env, getGradient, Variable, type Optimizer, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { nativeType } from '../native/data-types.ts';
import { addFunction, newGraph } from './emit.ts';
import { withHostEffects } from './host-effects.ts';
import { NotRecordable } from './not-recordable.ts';
import { sampleSizes } from './open-batch.ts';
import { capturedHandles, neededInputs, programOf, type Rewrite, type Sampled } from './program-of.ts';
import { Program } from './program.ts';
import type { Value } from './recorded-node.ts';
import { Recorder } from './recorder.ts';
import { giveData, RecordedVariables, type VariableChanges } from './recorded-variables.ts';
import { withLayerScopes } from '../profile/layer-scopes.ts';
import type { StepLog } from '../profile/step-profiler.ts';
import { putTogether, takenApart, type Structure } from './structure.ts';
import { Trace } from './trace.ts';

/** A function's recording. */
export interface Recording<Result> {
  readonly program: Program;
  /** The function's result, with tensors of the recording in it. */
  readonly result: Result;
  /** tfjs's optimizers that count one step more at each call. */
  readonly stepped: readonly Optimizer[];
}

/** What to record. */
export interface RecordOptions<Args extends readonly unknown[], Result> {
  readonly backend: TensorFlowBackend;
  readonly fn: (...args: Args) => Result;
  readonly args: Args;
  /** The arguments, taken apart. */
  readonly taken: Structure;
  /** For the precision and the device. */
  readonly rewrite: Rewrite;
  /** Where each call is to be profiled: gets its ops' times. */
  readonly log?: StepLog | undefined;
  /** Places of the arguments whose first dimension, all of this size, may be of any; none where every size is fixed. */
  readonly open?: { readonly places: ReadonlySet<number>; readonly size: number } | undefined;
}

/** A recording, before a program is made of it. */
interface Traced<Result> extends Sampled {
  readonly result: Result;
  readonly stepped: readonly Optimizer[];
}

interface Recorded<Result> {
  readonly result: Result;
  readonly values: readonly Value[];
  readonly stepped: readonly Optimizer[];
}

/** Variables as arguments are themselves, not their values. */
export function isVariable(tensor: Tensor): boolean {
  return tensor instanceof Variable;
}

/**
 * Runs a function once with tensors that have no values, and makes a program of the ops that it runs; where the size of the batch
 * is open, at several sizes.
 * @throws NotRecordable for what cannot be recorded, and what the function throws; tensors and variables outside are then as
 * they were.
 */
export function record<Args extends readonly unknown[], Result>(
  options: RecordOptions<Args, Result>,
): Recording<Result> {
  const { backend, open, rewrite, log } = options;
  const { context } = backend.compiling();
  const sizes = open ? sampleSizes(open.size) : [undefined];
  const samples: Traced<Result>[] = [];
  try {
    for (const size of sizes) samples.push(traced(options, size));
    const [first] = samples as [Traced<Result>, ...Traced<Result>[]];
    const program = programOf({ backend, samples, rewrite, log });
    return { program, result: first.result, stepped: first.stepped };
  } catch (error) {
    for (const { trace } of samples)
      for (const handle of capturedHandles(trace.inputs)) context.delete(handle);
    throw error;
  }
}

/** Runs a function once at a size of its batch. Captured tensors are the caller's. */
function traced<Args extends readonly unknown[], Result>(
  options: RecordOptions<Args, Result>,
  size: number | undefined,
): Traced<Result> {
  const { backend, taken } = options;
  const { tensors, ops, context } = backend.compiling();
  if (ops.recorder)
    throw new NotRecordable(
      'compile() cannot record the call of another compiled function; call the function that it was made of.',
    );
  // tfjs's gradients are loaded when they are asked for first, and loading draws random numbers.
  void getGradient('Identity')?.inputsToSave;
  // In tfjs's debug mode each op's values are looked at.
  const debugs = env().getBool('DEBUG');
  if (debugs) env().set('DEBUG', false);
  const graph = newGraph();
  const trace = new Trace(graph);
  const recorder = new Recorder(context, tensors, trace);
  try {
    const { outcome, changes } = within(() => {
      const variables = new RecordedVariables(backend, tensors, recorder, trace);
      const ran = outcomeOf(() => run(options, { recorder, trace, size }));
      const ended = outcomeOf(() => variables.end());
      if ('value' in ended) startVariables(backend, trace, ended.value.made, taken.tensors);
      return { outcome: ran, changes: ended };
    });
    const kept = recorder.end();
    const { result, values, stepped } = valueOf(outcome);
    const { updates: assigned } = valueOf(changes);
    if (kept > 0)
      throw new NotRecordable(
        `compile() cannot record a function that keeps a tensor for later (${kept} of them, by tf.keep or in a cache): it would be the same at every call; keep it in a tf.variable, or return it.`,
      );
    return { trace, values, assigned, result, stepped, size: size ?? 0 };
  } catch (error) {
    for (const handle of capturedHandles(trace.inputs)) context.delete(handle);
    throw error;
  } finally {
    if (debugs) env().set('DEBUG', true);
    recorder.end();
    trace.close();
    graph.close();
  }
}

function run<Args extends readonly unknown[], Result>(
  { backend, fn, args, taken, open }: RecordOptions<Args, Result>,
  {
    recorder,
    trace,
    size,
  }: { readonly recorder: Recorder; readonly trace: Trace; readonly size: number | undefined },
): Recorded<Result> {
  const { tensors, ops } = backend.compiling();
  const symbols = taken.tensors.map(({ dataId }, index) => {
    const { native, dtype, shape: given } = tensors.get(dataId);
    const isOpen = size !== undefined && open?.places.has(index);
    const shape = isOpen ? [size, ...given.slice(1)] : given;
    const value = trace.input({ kind: 'argument', index }, native ?? nativeType(dtype), shape);
    return engine().makeTensorFromTensorInfo(recorder.keep(value), backend);
  });
  ops.recorder = recorder;
  try {
    const given = putTogether(args, symbols, isVariable);
    const { result, stepped } = withHostEffects(() => withLayerScopes(trace, () => fn(...given)));
    if (result instanceof Promise) {
      result.catch(() => undefined);
      throw new NotRecordable(
        'compile() cannot record a function that answers a promise; give it a function that only computes, and await its call.',
      );
    }
    const values = takenApart(result, () => false, 'result').tensors.map((tensor) => recorder.value(tensor));
    return { result, values, stepped };
  } finally {
    ops.recorder = undefined;
  }
}

/** Gives variables that were made while recording their first values. */
function startVariables(
  backend: TensorFlowBackend,
  trace: Trace,
  made: VariableChanges['made'],
  args: readonly Tensor[],
): void {
  if (made.length === 0) return;
  const outputs = made.map(({ initial }) => initial);
  const inputs = neededInputs(trace, outputs);
  const name = addFunction(
    backend.compiling().context,
    inputs.map(({ value }) => value),
    outputs,
  );
  const program = new Program(backend, { name, inputs, outputs, updates: [], captured: [] });
  try {
    const values = program.run(args, (results) => ({ result: results, accepted: true }));
    for (const [index, tensor] of values.entries()) {
      giveData((made[index] as VariableChanges['made'][number]).variable, tensor);
      tensor.dispose();
    }
  } finally {
    program.close();
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

function outcomeOf<T>(fn: () => T): Outcome<T> {
  try {
    return { value: fn() };
  } catch (error) {
    return { error };
  }
}

function valueOf<T>(outcome: Outcome<T>): T {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/** `tidy` for what is no tensor, which it would search for tensors. */
function within<T>(fn: () => T): T {
  engine().startScope();
  try {
    return fn();
  } finally {
    engine().endScope();
  }
}
