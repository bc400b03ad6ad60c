import { engine, env, getGradient, Variable, type Optimizer, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { nativeType } from '../native/data-types.ts';
import { addFunction, newGraph } from './emit.ts';
import { withHostEffects } from './host-effects.ts';
import { NotRecordable } from './not-recordable.ts';
import { capturedHandles, neededInputs, programOf, type Rewrite } from './program-of.ts';
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
 * Runs a function once with tensors that have no values, and makes a program of the ops that it runs.
 * @throws NotRecordable for what cannot be recorded, and what the function throws; tensors and variables outside are then as
 * they were.
 */
export function record<Args extends readonly unknown[], Result>(
  options: RecordOptions<Args, Result>,
): Recording<Result> {
  const { backend, taken, rewrite } = options;
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
      const ran = outcomeOf(() => run(options, recorder, trace));
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
    const program = programOf({ backend, trace, values, assigned, rewrite, log: options.log });
    return { program, result, stepped };
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
  { backend, fn, args, taken }: RecordOptions<Args, Result>,
  recorder: Recorder,
  trace: Trace,
): Recorded<Result> {
  const { tensors, ops } = backend.compiling();
  const symbols = taken.tensors.map(({ dataId }, index) => {
    const { native, dtype, shape } = tensors.get(dataId);
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
