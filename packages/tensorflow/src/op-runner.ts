import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { HostNumbers } from './compile/host-numbers.ts';
import type { Constant } from './constant-cache.ts';
import type { Attributes } from './eager/attributes.ts';
import type { EagerContext, Handle, Input } from './eager/eager-context.ts';
import { expectOutputs } from './eager/output-count.ts';
import { EngineError } from './engine-error.ts';
import { withoutZeros } from './eager/tensor-size.ts';
import { nativeType, tfjsType } from './native/data-types.ts';
import type { Known } from './preflight/known-input.ts';
import { preflight } from './preflight/preflight.ts';
import type { TensorStore } from './tensor-store.ts';

/** A tensor in the type that it is kept in, which may be another than its dtype's: uint8 or int64 for int32. */
export interface ExactTensor {
  /** The tensor. */
  readonly exact: TensorInfo;
}

/** What an op takes as an input: a tensor, a constant, or a list of tensors. */
export type KernelInput = TensorInfo | ExactTensor | Constant | readonly (TensorInfo | ExactTensor)[];

/** Takes ops instead of the context. */
export interface OpRecorder {
  /** Answers tensors that have no values yet. */
  run(op: string, inputs: readonly KernelInput[], attributes: Attributes, outputs: number): TensorInfo[];
  /** Answers a tensor of numbers that JavaScript is asked for at each call of what is recorded. */
  host(numbers: HostNumbers, shape: readonly number[], dtype: 'float32' | 'int32'): TensorInfo;
}

/** Runs TensorFlow's ops on the tensors of a store, and keeps what they make there. */
export class OpRunner {
  readonly #context: () => EagerContext;
  readonly #tensors: TensorStore;
  /** Where it is set, ops are recorded instead of being run. */
  recorder: OpRecorder | undefined;

  /**
   * @param context - answers the context, once the first op runs
   * @param tensors - where the inputs are and the outputs go
   */
  constructor(context: () => EagerContext, tensors: TensorStore) {
    this.#context = context;
    this.#tensors = tensors;
  }

  /**
   * Runs one op. Each output has one reference.
   * @throws EngineError with the reason and the inputs' types and shapes.
   */
  run(op: string, inputs: readonly KernelInput[], attributes: Attributes, outputs: number): TensorInfo[] {
    expectOutputs(op, outputs);
    if (this.recorder) return this.recorder.run(op, inputs, attributes, outputs);
    const context = this.#context();
    const check = preflight(op);
    if (check)
      check({ op, inputs: inputs.map((input) => this.#known(input)), attributes, room: context.room });
    const handles = context.execute(op, this.#inputs(inputs), attributes, outputs);
    const made: TensorInfo[] = [];
    try {
      for (const handle of handles) made.push(this.adopt(handle));
    } catch (error) {
      for (const { dataId } of made) this.#tensors.delete(dataId);
      for (const handle of handles.slice(made.length + 1)) context.delete(handle);
      throw error;
    }
    return made;
  }

  #known(input: KernelInput): Known | readonly Known[] {
    if ('constant' in input) return input;
    if ('dataId' in input) return this.#tensors.get(input.dataId);
    if ('exact' in input) return this.#tensors.get(input.exact.dataId);
    return input.map((one) => this.#tensors.get(('exact' in one ? one.exact : one).dataId));
  }

  #inputs(inputs: readonly KernelInput[]): Input[] {
    const { converted } = this.#tensors;
    const handles = inputs.map((input) => this.#input(input));
    // Where one tensor is both an exact input and one in its dtype, the second has replaced the handle of the first.
    return this.#tensors.converted === converted ? handles : inputs.map((input) => this.#input(input));
  }

  #input(input: KernelInput): Input {
    if ('constant' in input) return input.constant;
    if ('dataId' in input || 'exact' in input) return this.handle(input);
    if (input.length > 0) return input.map((one) => this.handle(one));
    throw new EngineError('INVALID_ARGUMENT', 'A list of tensors needs at least one tensor, got none.');
  }

  /** An input's native tensor, which stays the store's. */
  handle(input: TensorInfo | ExactTensor): Handle {
    return 'exact' in input
      ? this.#tensors.exactHandle(this.#tensors.get(input.exact.dataId))
      : this.#tensors.handle(this.#tensors.get(input.dataId));
  }

  /** Keeps a new native tensor; the handle is deleted when that fails. */
  adopt(handle: Handle): TensorInfo {
    const context = this.#context();
    let shape: number[];
    let dtype: DataType;
    let native: number | undefined = context.type(handle);
    try {
      shape = context.shape(handle);
      if (shape.includes(0)) context.room.forTensor('A result', withoutZeros(shape));
      dtype = tfjsType(native);
    } catch (error) {
      context.delete(handle);
      throw error;
    }
    // uint8, int64 and the like stay what they are until an op or a reader needs the dtype.
    if (nativeType(dtype) === native) native = undefined;
    const dataId = {};
    this.#tensors.add(dataId, { shape, dtype, native, values: undefined, handle, references: 1 });
    return { dataId, shape, dtype };
  }
}
