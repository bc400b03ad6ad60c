import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import { type as typeAttribute, type Attributes } from '../eager/attributes.ts';
import type { EagerContext } from '../eager/eager-context.ts';
import { elementBytes, nativeType, TF_STRING, tfjsType } from '../native/data-types.ts';
import type { ExactTensor, KernelInput, OpRecorder } from '../op-runner.ts';
import type { Known } from '../preflight/known-input.ts';
import { preflight } from '../preflight/preflight.ts';
import type { StoredTensor, TensorStore } from '../tensor-store.ts';
import type { HostNumbers } from './host-numbers.ts';
import type { Value, ValueInput } from './recorded-node.ts';
import type { Trace } from './trace.ts';

/** A tensor from outside with at most so many bytes becomes a constant, which TensorFlow can compute with beforehand. */
const MOST_CONSTANT_BYTES = 256;
/** The same for values that were given while recording, which nothing else holds. */
const MOST_WRITTEN_BYTES = 64 * 1024;

/** Records the ops that kernels run, instead of running them. */
export class Recorder implements OpRecorder {
  readonly #context: EagerContext;
  readonly #tensors: TensorStore;
  readonly #trace: Trace;
  readonly #made = new Set<object>();
  /** What tensors from outside are in this recording. */
  readonly #outside = new Map<StoredTensor, Value>();
  readonly #inDtype = new Map<Value, Value>();

  /**
   * @param context - where tensors from outside are
   * @param tensors - where recorded tensors are kept
   * @param trace - what the ops are added to
   */
  constructor(context: EagerContext, tensors: TensorStore, trace: Trace) {
    this.#context = context;
    this.#tensors = tensors;
    this.#trace = trace;
  }

  /** Records one op. @throws NotRecordable, EngineError as {@link Trace.run}. */
  run(op: string, inputs: readonly KernelInput[], attributes: Attributes, outputs: number): TensorInfo[] {
    const values = inputs.map((input) => this.#input(input));
    const check = preflight(op);
    if (check) {
      const known = inputs.map((input, index) => this.#known(input, values[index] as ValueInput));
      check({ op, inputs: known, attributes, room: this.#context.room });
    }
    const made = this.#trace.run(op, values, attributes);
    return made.slice(0, outputs).map((value) => this.keep(value));
  }

  /** An input of the function whose numbers are read at each call. */
  host(numbers: HostNumbers, shape: readonly number[], dtype: 'float32' | 'int32'): TensorInfo {
    return this.keep(this.#trace.input({ kind: 'host', numbers }, nativeType(dtype), shape));
  }

  /** A tensor that is a value of the recording. */
  keep(value: Value): TensorInfo {
    const dtype = tfjsType(value.type);
    const native = nativeType(dtype) === value.type ? undefined : value.type;
    const recorded = { op: value.node.op, scope: value.node.scope, value: () => value };
    return this.add({ shape: value.shape, dtype, native, recorded });
  }

  /** A new tensor of the recording. */
  add({ shape, ...tensor }: Pick<StoredTensor, 'shape' | 'dtype' | 'native' | 'recorded'>): TensorInfo {
    const dataId = {};
    this.#tensors.add(dataId, { ...tensor, shape, values: undefined, handle: undefined, references: 1 });
    this.#made.add(dataId);
    return { dataId, shape: [...shape], dtype: tensor.dtype };
  }

  /** Gives back the tensors of the recording that are still kept, and answers how many data they had. */
  end(): number {
    let living = 0;
    for (const dataId of this.#made) {
      const stored = this.#tensors.find(dataId);
      if (!stored) continue;
      living++;
      const { shape, dtype, references } = stored;
      const size = shape.reduce((product, dim) => product * dim, 1);
      // tfjs reads no more of a tensor than this, and counts each that shares the data.
      for (let index = 0; index < references; index++)
        engine().disposeTensor({ dataId, shape, dtype, size } as Tensor);
      this.#tensors.delete(dataId);
    }
    this.#made.clear();
    return living;
  }

  /** What a tensor is in the recording, in its dtype's type. */
  value(tensor: TensorInfo): Value {
    const stored = this.#tensors.get(tensor.dataId);
    const exact = this.#exact(stored);
    if (exact.type === nativeType(stored.dtype)) return exact;
    let cast = this.#inDtype.get(exact);
    if (!cast) {
      [cast] = this.#trace.run('Cast', [exact], { DstT: typeAttribute(stored.dtype) }) as [Value];
      this.#inDtype.set(exact, cast);
    }
    return cast;
  }

  #input(input: KernelInput): ValueInput {
    if ('constant' in input) {
      const { constant, shape } = input;
      const bytes = new Uint8Array(this.#context.read(constant));
      return this.#trace.constant({ type: this.#context.type(constant), shape, bytes });
    }
    if ('exact' in input || 'dataId' in input) return this.#one(input);
    return input.map((one) => this.#one(one));
  }

  #one(input: TensorInfo | ExactTensor): Value {
    return 'exact' in input ? this.#exact(this.#tensors.get(input.exact.dataId)) : this.value(input);
  }

  #exact(stored: StoredTensor): Value {
    if (stored.recorded) return stored.recorded.value();
    let known = this.#outside.get(stored);
    if (!known) this.#outside.set(stored, (known = this.#fromOutside(stored)));
    return known;
  }

  #fromOutside(stored: StoredTensor): Value {
    const { shape, values } = stored;
    if (values && values.byteLength <= MOST_WRITTEN_BYTES) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
      return this.#trace.constant({ type: stored.native ?? nativeType(stored.dtype), shape, bytes });
    }
    const handle = this.#tensors.exactHandle(stored);
    const type = this.#context.type(handle);
    const bytes = shape.reduce((product, dim) => product * dim, elementBytes(type));
    if (type !== TF_STRING && bytes <= MOST_CONSTANT_BYTES)
      return this.#trace.constant({ type, shape, bytes: new Uint8Array(this.#context.read(handle)) });
    return this.#trace.input({ kind: 'captured', handle: this.#context.share(handle) }, type, shape);
  }

  #known(input: KernelInput, value: ValueInput): Known | readonly Known[] {
    return 'constant' in input ? input : value;
  }
}
