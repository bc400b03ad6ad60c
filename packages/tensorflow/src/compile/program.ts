import { engine, type Tensor, type TensorInfo, type Variable } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import type { Handle } from '../eager/eager-context.ts';
import type { DerivedInputs } from './derived-inputs.ts';
import { EngineError } from '../engine-error.ts';
import { nativeType, tfjsType } from '../native/data-types.ts';
import type { StepProfiler } from '../profile/step-profiler.ts';
import { removeFunction } from './emit.ts';
import { hostValues, type HostNumbers } from './host-numbers.ts';
import type { KeptWeights } from './kept-weights.ts';
import type { Value } from './recorded-node.ts';
import type { InputSource } from './trace-input.ts';

/** A function of TensorFlow's, with what goes in and what comes out. */
export interface ProgramParts {
  /** The function's name in the eager context. */
  readonly name: string;
  /** Its inputs. */
  readonly inputs: readonly { readonly source: InputSource; readonly value: Value }[];
  /** Its results: those of the call first, then the new values of `updates`. */
  readonly outputs: readonly Value[];
  /** Variables that get the last outputs. */
  readonly updates: readonly Variable[];
  /** Tensors from outside, which the program owns. */
  readonly captured: readonly Handle[];
  /** Makes the inputs that are derived; the program owns it. */
  readonly derived?: DerivedInputs | undefined;
  /** A form of the function that keeps weights in another layout; the program owns it. */
  readonly kept?: KeptWeights | undefined;
  /** Runs it in its stead, on this thread, and times the ops; the program owns it. */
  readonly profiler?: StepProfiler | undefined;
}

/** What a caller makes of a call's results. */
export interface Answer<T> {
  readonly result: T;
  /** Whether variables are to change. */
  readonly accepted: boolean;
}

/** The inputs of one call, and what it has to give back after it. */
interface Call {
  readonly handles: Handle[];
  readonly own: Handle[];
  /** Numbers that JavaScript was asked for. */
  readonly asked: readonly Asked[];
  /** Data of the variables that the call will change, as it is at its start. */
  readonly before: readonly object[];
  /** Whether its results were accepted. */
  succeeded: boolean;
}

interface Asked {
  readonly numbers: HostNumbers;
  readonly given: ArrayLike<number>;
}

/** A recorded function, ready to run. It owns the native function and the captured tensors until it is closed. */
export class Program {
  readonly #backend: TensorFlowBackend;
  readonly #parts: ProgramParts;
  /** Variables that a call reads or changes. */
  readonly variables: readonly Variable[];
  #running = 0;
  #open = true;

  constructor(backend: TensorFlowBackend, parts: ProgramParts) {
    this.#backend = backend;
    this.#parts = parts;
    const sources = [...parts.inputs, ...(parts.derived?.inputs ?? [])].map(({ source }) => source);
    const reads = sources.flatMap((source) => (source.kind === 'variable' ? [source.variable] : []));
    this.variables = [...new Set([...reads, ...parts.updates])];
  }

  /** Variables that a call changes. */
  get updates(): readonly Variable[] {
    return this.#parts.updates;
  }

  /**
   * Runs on this thread.
   * @param answer - what becomes of the results, and whether variables are to change
   * @throws EngineError with TensorFlow's reason; no variable has changed then.
   */
  run<T>(args: readonly Tensor[], answer: (results: Tensor[]) => Answer<T>): T {
    const { context } = this.#backend.compiling();
    const { outputs, profiler } = this.#parts;
    const call = this.#begin(args);
    try {
      const made = profiler
        ? profiler.run(call.handles)
        : context.execute(this.#function(this.#running === 0), call.handles, {}, outputs.length);
      return this.#finish(call, made, answer);
    } finally {
      this.#end(call);
    }
  }

  /** Runs on another thread. @throws EngineError as {@link Program.run}. */
  async runLater<T>(args: readonly Tensor[], answer: (results: Tensor[]) => Answer<T>): Promise<T> {
    const { context } = this.#backend.compiling();
    const { outputs, profiler } = this.#parts;
    const call = this.#begin(args);
    const idle = this.#running++ === 0;
    try {
      const name = this.#function(idle);
      const made = profiler
        ? profiler.run(call.handles)
        : await context.executeLater(name, call.handles, outputs.length);
      return this.#finish(call, made, answer);
    } finally {
      this.#end(call);
      this.#running--;
      if (!this.#open) this.#release();
    }
  }

  /** The function for a call that begins. */
  #function(idle: boolean): string {
    const { name, kept } = this.#parts;
    return kept?.function(idle) ?? name;
  }

  /** Gives all back; a call that is running ends first. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#release();
  }

  #release(): void {
    if (this.#running > 0) return;
    const { context } = this.#backend.compiling();
    removeFunction(context, this.#parts.name);
    this.#parts.profiler?.close();
    this.#parts.derived?.close();
    this.#parts.kept?.close();
    for (const handle of this.#parts.captured) context.delete(handle);
  }

  #begin(args: readonly Tensor[]): Call {
    const { tensors, context } = this.#backend.compiling();
    const { inputs, updates, derived } = this.#parts;
    for (const variable of this.variables) expectAlive(variable);
    const own: Handle[] = [];
    const asked: Asked[] = [];
    try {
      const handles = inputs.map(({ source, value }) => {
        switch (source.kind) {
          case 'argument':
            return tensors.exactHandle(tensors.get((args[source.index] as Tensor).dataId));
          case 'variable':
            return tensors.handle(tensors.get(source.variable.dataId));
          case 'captured':
            return source.handle;
          case 'derived':
            return derived?.handles()[source.index] as Handle;
          case 'host': {
            const { numbers } = source;
            const given = numbers.read();
            asked.push({ numbers, given });
            own.push(context.create(hostValues(given, value.shape, value.type), value.shape, value.type));
            return own.at(-1) as Handle;
          }
        }
      });
      return { handles, own, asked, before: updates.map(({ dataId }) => dataId), succeeded: false };
    } catch (error) {
      this.#end({ own, asked, succeeded: false });
      throw error;
    }
  }

  #end({ own, asked, succeeded }: Pick<Call, 'own' | 'asked' | 'succeeded'>): void {
    const { context } = this.#backend.compiling();
    for (const handle of own) context.delete(handle);
    for (const { numbers, given } of asked) numbers.settled?.(given, succeeded);
  }

  #finish<T>(call: Call, handles: readonly Handle[], answer: (results: Tensor[]) => Answer<T>): T {
    const { outputs, updates } = this.#parts;
    const made = outputs.map((value, index) => this.#tensor(value, handles[index] as Handle));
    const values = made.splice(outputs.length - updates.length);
    try {
      const { result, accepted } = answer(made);
      for (const [index, variable] of accepted ? updates.entries() : [])
        // What was written meanwhile, or disposed, stays so: the call began before.
        if (isAlive(variable) && variable.dataId === call.before[index])
          variable.assign(values[index] as Tensor);
      call.succeeded = accepted;
      return result;
    } catch (error) {
      for (const tensor of made) tensor.dispose();
      throw error;
    } finally {
      for (const value of values) value.dispose();
    }
  }

  #tensor(value: Value, handle: Handle): Tensor {
    const dtype = tfjsType(value.type);
    const native = nativeType(dtype) === value.type ? undefined : value.type;
    const { tensors, context } = this.#backend.compiling();
    const shape = value.shape.includes(-1) ? context.shape(handle) : [...value.shape];
    const info: TensorInfo = { dataId: {}, shape, dtype };
    tensors.add(info.dataId, { ...info, native, values: undefined, handle, references: 1 });
    return engine().makeTensorFromTensorInfo(info, this.#backend);
  }
}

function isAlive(variable: Variable): boolean {
  return engine().state.registeredVariables[variable.name] === variable;
}

function expectAlive(variable: Variable): void {
  if (isAlive(variable)) return;
  throw new EngineError(
    'INVALID_ARGUMENT',
    `The compiled function uses the variable ${variable.name}, which has been disposed; compile the function anew.`,
  );
}
