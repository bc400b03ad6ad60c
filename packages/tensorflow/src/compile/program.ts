import { engine, type Tensor, type TensorInfo, type Variable } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import type { Handle } from '../eager/eager-context.ts';
import { EngineError } from '../engine-error.ts';
import { nativeType, TF_INT32, tfjsType } from '../native/data-types.ts';
import { removeFunction } from './emit.ts';
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
}

/** The inputs of one call, and what it has to give back after it. */
interface Call {
  readonly handles: Handle[];
  readonly own: Handle[];
  /** Data of the variables that the call will change, as it is at its start. */
  readonly before: readonly object[];
}

/** A recorded function, ready to run. It owns the native function and the captured tensors until it is closed. */
export class Program {
  readonly #backend: TensorFlowBackend;
  readonly #parts: ProgramParts;
  #running = 0;
  #open = true;

  constructor(backend: TensorFlowBackend, parts: ProgramParts) {
    this.#backend = backend;
    this.#parts = parts;
  }

  /** Variables that a call changes. */
  get updates(): readonly Variable[] {
    return this.#parts.updates;
  }

  /** Variables that a call reads. */
  get reads(): Variable[] {
    return this.#parts.inputs.flatMap(({ source }) => (source.kind === 'variable' ? [source.variable] : []));
  }

  /** Runs on this thread. @throws EngineError with TensorFlow's reason; no variable has changed then. */
  run(args: readonly Tensor[]): Tensor[] {
    const { context } = this.#backend.compiling();
    const call = this.#begin(args);
    try {
      return this.#finish(
        call,
        context.execute(this.#parts.name, call.handles, {}, this.#parts.outputs.length),
      );
    } finally {
      for (const handle of call.own) context.delete(handle);
    }
  }

  /** Runs on another thread. @throws EngineError as {@link Program.run}. */
  async runLater(args: readonly Tensor[]): Promise<Tensor[]> {
    const { context } = this.#backend.compiling();
    const call = this.#begin(args);
    this.#running++;
    try {
      return this.#finish(
        call,
        await context.executeLater(this.#parts.name, call.handles, this.#parts.outputs.length),
      );
    } finally {
      for (const handle of call.own) context.delete(handle);
      this.#running--;
      if (!this.#open) this.#release();
    }
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
    for (const handle of this.#parts.captured) context.delete(handle);
  }

  #begin(args: readonly Tensor[]): Call {
    const { tensors, context } = this.#backend.compiling();
    const { inputs, updates } = this.#parts;
    for (const variable of updates) expectAlive(variable);
    const own: Handle[] = [];
    try {
      const handles = inputs.map(({ source, value }) => {
        switch (source.kind) {
          case 'argument':
            return tensors.exactHandle(tensors.get((args[source.index] as Tensor).dataId));
          case 'variable':
            expectAlive(source.variable);
            return tensors.handle(tensors.get(source.variable.dataId));
          case 'captured':
            return source.handle;
          case 'host': {
            const numbers = source.read();
            const values = value.type === TF_INT32 ? Int32Array.from(numbers) : Float32Array.from(numbers);
            own.push(context.create(values, value.shape, value.type));
            return own.at(-1) as Handle;
          }
        }
      });
      return { handles, own, before: updates.map(({ dataId }) => dataId) };
    } catch (error) {
      for (const handle of own) context.delete(handle);
      throw error;
    }
  }

  #finish({ before }: Call, handles: readonly Handle[]): Tensor[] {
    const { tensors } = this.#backend.compiling();
    const { outputs, updates } = this.#parts;
    const made = outputs.map((value, index): Tensor => {
      const dtype = tfjsType(value.type);
      const native = nativeType(dtype) === value.type ? undefined : value.type;
      const shape = [...value.shape];
      const info: TensorInfo = { dataId: {}, shape, dtype };
      const handle = handles[index] as Handle;
      tensors.add(info.dataId, { shape, dtype, native, values: undefined, handle, references: 1 });
      return engine().makeTensorFromTensorInfo(info, this.#backend);
    });
    const results = made.splice(0, outputs.length - updates.length);
    for (const [index, variable] of updates.entries()) {
      const value = made[index] as Tensor;
      // What was written meanwhile, or disposed, stays so: the call began before.
      if (isAlive(variable) && variable.dataId === before[index]) variable.assign(value);
      value.dispose();
    }
    return results;
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
