import { engine, util, type Tensor, type TensorInfo, type Variable } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { nativeType } from '../native/data-types.ts';
import type { TensorStore } from '../tensor-store.ts';
import { NotRecordable } from './not-recordable.ts';
import type { Value } from './recorded-node.ts';
import type { Recorder } from './recorder.ts';
import type { Trace } from './trace.ts';

interface Replaced {
  readonly variable: Variable;
  /** Its data outside of the recording; undefined for a variable that was made in it. */
  readonly outside: object | undefined;
  /** Its data at the start of the recording. */
  readonly inside: object;
  /** What a variable that was made in the recording starts from. */
  readonly initial?: Value;
}

/** What a recorded function does to variables. */
export interface VariableChanges {
  /** Variables that it assigns, with what they are after it. */
  readonly updates: readonly { readonly variable: Variable; readonly value: Value }[];
  /** Variables that it made, with what they start from. They have no data yet: {@link giveData} gives it. */
  readonly made: readonly { readonly variable: Variable; readonly initial: Value }[];
}

/**
 * Gives every variable data of the recording, so that whatever a function does to variables is recorded and nothing
 * outside changes; puts their own data back at the end.
 */
export class RecordedVariables {
  readonly #backend: TensorFlowBackend;
  readonly #tensors: TensorStore;
  readonly #recorder: Recorder;
  readonly #trace: Trace;
  readonly #replaced: Replaced[] = [];

  /** Replaces the data of all variables there are, and of those that will be made until {@link RecordedVariables.end}. */
  constructor(backend: TensorFlowBackend, tensors: TensorStore, recorder: Recorder, trace: Trace) {
    this.#backend = backend;
    this.#tensors = tensors;
    this.#recorder = recorder;
    this.#trace = trace;
    for (const variable of Object.values(engine().state.registeredVariables)) {
      this.#tensors.get(variable.dataId); // moved here where another backend has it
      const inside = this.#dataOf(variable);
      this.#replaced.push({ variable, outside: variable.dataId, inside });
      variable.dataId = inside;
    }
    const make = engine().makeVariable;
    Object.defineProperty(engine(), 'makeVariable', {
      configurable: true,
      value: (...args: Parameters<typeof make>): Variable => {
        const variable = make.apply(engine(), args);
        const initial = this.#recorder.value(variable);
        engine().disposeTensor(variable);
        const inside = this.#dataOf(variable);
        countAgain(variable);
        variable.dataId = inside;
        this.#replaced.push({ variable, outside: undefined, inside, initial });
        return variable;
      },
    });
  }

  /** Puts the variables' own data back. @throws NotRecordable when the function disposed a variable from outside. */
  end(): VariableChanges {
    Reflect.deleteProperty(engine(), 'makeVariable');
    const { registeredVariables } = engine().state;
    const updates: { variable: Variable; value: Value }[] = [];
    const made: { variable: Variable; initial: Value }[] = [];
    let disposed: Variable | undefined;
    for (const { variable, outside, inside, initial } of this.#replaced) {
      const alive = registeredVariables[variable.name] === variable;
      if (alive && variable.dataId !== inside)
        updates.push({ variable, value: this.#recorder.value(variable) });
      if (alive) engine().disposeTensor(variable);
      if (outside !== undefined) {
        if (!alive) revive((disposed = variable));
        countAgain(variable);
        variable.dataId = outside;
      } else if (alive) made.push({ variable, initial: initial as Value });
    }
    if (disposed)
      throw new NotRecordable(
        `compile() cannot record a function that disposes the variable ${disposed.name}, which was made outside of it; dispose it after the call.`,
      );
    return { updates, made };
  }

  #dataOf(variable: Variable): object {
    const { shape, dtype } = variable;
    let value: Value | undefined;
    const info: TensorInfo = this.#recorder.add({
      shape,
      dtype,
      native: undefined,
      recorded: {
        op: 'the variable',
        scope: variable.name,
        value: () => (value ??= this.#trace.input({ kind: 'variable', variable }, nativeType(dtype), shape)),
      },
    });
    const { state } = engine();
    const bytes =
      dtype === 'complex64' || dtype === 'string' ? 0 : variable.size * util.bytesPerElement(dtype);
    state.tensorInfo.set(info.dataId, { backend: this.#backend, dtype, shape, bytes });
    state.numDataBuffers++;
    return info.dataId;
  }
}

/** Gives a variable without data that of a tensor, which stays the caller's. */
export function giveData(variable: Variable, { dataId }: Tensor): void {
  variable.dataId = dataId;
  engine().incRef(variable, engine().backend);
}

/** tfjs counts a variable among its tensors: after {@link disposeTensor} of its data for the recording, again. */
function countAgain({ dtype, size }: Variable): void {
  const { state } = engine();
  state.numTensors++;
  if (dtype !== 'complex64' && dtype !== 'string') state.numBytes += size * util.bytesPerElement(dtype);
}

function revive(variable: Variable): void {
  engine().state.registeredVariables[variable.name] = variable;
  Reflect.set(variable, 'isDisposedInternal', false);
}
