import type { TensorFlowBackend } from '../backend.ts';
import type { Handle } from '../eager/eager-context.ts';
import { addFunction, removeFunction } from './emit.ts';
import type { Value } from './recorded-node.ts';
import type { TraceInput } from './trace-input.ts';

/**
 * Inputs of a program that are computed from variables and captured tensors alone: once, and again when one of the variables
 * has another value. It owns the tensors and the function that makes them until it is closed.
 */
export class DerivedInputs {
  readonly #backend: TensorFlowBackend;
  /** What the values are computed from. */
  readonly inputs: readonly TraceInput[];
  readonly #count: number;
  readonly #name: string;
  #handles: readonly Handle[] = [];
  #madeFrom: readonly (object | undefined)[] | undefined;

  /**
   * @param inputs - what the values are computed from
   * @param values - what to compute
   * @throws EngineError with TensorFlow's reason.
   */
  constructor(backend: TensorFlowBackend, inputs: readonly TraceInput[], values: readonly Value[]) {
    this.#backend = backend;
    this.inputs = inputs;
    this.#count = values.length;
    const given = inputs.map(({ value }) => value);
    this.#name = addFunction(backend.compiling().context, given, values);
  }

  /** The tensors as they are now; they stay this object's. @throws EngineError with TensorFlow's reason. */
  handles(): readonly Handle[] {
    const from = this.inputs.map(({ source }) =>
      source.kind === 'variable' ? source.variable.dataId : undefined,
    );
    if (this.#madeFrom && from.every((data, index) => data === this.#madeFrom?.[index])) return this.#handles;
    const { context, tensors } = this.#backend.compiling();
    const given = this.inputs.flatMap(({ source }) => {
      if (source.kind === 'captured') return [source.handle];
      return source.kind === 'variable' ? [tensors.handle(tensors.get(source.variable.dataId))] : [];
    });
    const made = context.execute(this.#name, given, {}, this.#count);
    this.#free();
    this.#handles = made;
    this.#madeFrom = from;
    return made;
  }

  /** Gives all back. */
  close(): void {
    this.#free();
    removeFunction(this.#backend.compiling().context, this.#name);
  }

  #free(): void {
    const { context } = this.#backend.compiling();
    for (const handle of this.#handles) context.delete(handle);
    this.#handles = [];
    this.#madeFrom = undefined;
  }
}
