import { engine, keep, type Optimizer, type Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend } from '../backend.ts';
import { EngineError } from '../engine-error.ts';
import { StepLog } from '../profile/step-profiler.ts';
import type { StepProfile } from '../profile/step-profile.ts';
import { inBfloat16 } from './bfloat16.ts';
import { fusedForCpu } from './cpu-fusions.ts';
import { NotRecordable } from './not-recordable.ts';
import { isVariable, record, type Recording } from './record.ts';
import type { Value } from './recorded-node.ts';
import { putTogether, takenApart, type Structure } from './structure.ts';
import { expectSettled, inTurn, isBusy, willChange } from './turns.ts';

/** Options of {@link compile}. */
export interface CompileOptions<Result = unknown> {
  /**
   * What the large tensors inside are computed in. `bfloat16` keeps variables, statistics and results in float32.
   * @defaultValue 'float32'
   */
  readonly precision?: 'float32' | 'bfloat16';
  /**
   * Asked after each call, before variables change: where it answers false, none does. It may read the result, and does not
   * keep or dispose it.
   * @defaultValue every result is accepted
   */
  readonly accept?: (result: Result) => boolean;
  /**
   * One recording for every size of the batch, which is the first dimension of the first argument that has one, and of all others
   * that are as long. What `fn` does in JavaScript must not depend on it but in shapes, and in means.
   * @defaultValue false: each size is recorded by itself, and TensorFlow knows it beforehand
   */
  readonly openBatch?: boolean;
  /**
   * Times every op of every call, for {@link CompiledFunction.profile}. Calls are a little slower then, and run on this thread
   * also where they are awaited; weights are not kept in the layout of the processor, which makes repeated inference quicker.
   * @defaultValue false
   */
  readonly profile?: boolean;
}

/** A function that runs as one graph. */
export interface CompiledFunction<Args extends readonly unknown[], Result> {
  /**
   * Runs off the main thread. Calls of all compiled functions run one after the other, in the order in which they were made;
   * what they are given may be disposed as soon as the call was made.
   */
  (...args: Args): Promise<Result>;
  /**
   * Runs on this thread, and returns when it is done.
   * @throws EngineError while a call that was not awaited changes a variable that this one needs.
   */
  readonly sync: (...args: Args) => Result;
  /** How many signatures are recorded. */
  readonly recordings: number;
  /**
   * Where the time of the latest calls went, at most 32 of them, by op type and by layer. The first call of a signature
   * prepares the ops, and counts only while there is no other.
   * @throws EngineError unless the function was compiled with `profile: true`.
   */
  readonly profile: () => StepProfile;
  /** Gives the graphs back; a call that is running ends first. */
  readonly dispose: () => void;
}

/** As many signatures as one function keeps; the one that was not used for the longest time goes first. */
const MOST_RECORDINGS = 64;
/** What is done to a recording for a precision. */
const REWRITES = {
  float32: fusedForCpu,
  bfloat16: (outputs: readonly Value[], updates: number) => fusedForCpu(inBfloat16(outputs), updates),
};

/**
 * Makes one TensorFlow graph of a function: forward pass, gradients and optimizer of a training step, for example.
 *
 * The first call with a new signature runs `fn` once with tensors that have no values, to see which ops it runs; each call
 * then runs these as one graph. Tensors may be anywhere in the arguments and in the result, in arrays and plain objects.
 * All else in them (numbers, texts, truth values, other objects by their identity) is part of the signature, with the
 * tensors' dtypes and shapes. Variables are read and assigned as in `fn`: they may be used and assigned outside too, at any time,
 * and a call that fails changes none of them. A variable that `fn` makes, such as an optimizer's, is made once.
 *
 * What JavaScript does in `fn` beside tfjs happens while recording only, and the properties of objects, such as a layer's, are
 * read then. A tensor from outside is taken as it was then. The `sync()` of another compiled function in `fn` is recorded
 * with it; that one's own `precision` and `accept` do not count there. Inside of `tf.grad` a compiled function runs op by op.
 *
 * @param fn - computes with tfjs, and does not answer a promise
 * @param options - precision
 * @throws NOT_RECORDABLE, an {@link EngineError}, at the call, where `fn` reads a tensor's values, draws random numbers in JavaScript,
 * runs an op whose result's shape depends on values, keeps a tensor for later, or disposes a variable from outside.
 */
export function compile<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options: CompileOptions<Result> = {},
): CompiledFunction<Args, Result> {
  expectOptions(fn, options);
  const { accept, precision = 'float32', openBatch = false } = options;
  const log = options.profile ? new StepLog() : undefined;
  const recordings = new Map<string, Recording<Result>>();
  let open = true;

  const recordingOf = (backend: TensorFlowBackend, args: Args, taken: Structure): Recording<Result> => {
    if (!open)
      throw new EngineError('INVALID_ARGUMENT', 'The compiled function has been disposed; compile it anew.');
    const batch = openBatch ? batchOf(taken) : undefined;
    const key = signature(backend, taken, batch?.places);
    let recording = recordings.get(key);
    if (recording) recordings.delete(key);
    else recording = record({ backend, fn, args, taken, rewrite: REWRITES[precision], log, open: batch });
    recordings.set(key, recording);
    const [oldest] = recordings.size > MOST_RECORDINGS ? recordings : [];
    if (oldest) {
      recordings.delete(oldest[0]);
      oldest[1].program.close();
    }
    return recording;
  };

  /** The result in the function's own structure, and whether variables are to change. */
  const answered = (
    recording: Recording<Result>,
    tensors: readonly Tensor[],
  ): { readonly result: Result; readonly accepted: boolean } => {
    const result = putTogether(recording.result, tensors, () => false);
    const accepted: unknown = accept ? accept(result) : true;
    if (typeof accepted !== 'boolean')
      throw new EngineError(
        'INVALID_ARGUMENT',
        `accept must answer true or false, got ${accepted instanceof Promise ? 'a promise' : typeof accepted}; no variable has changed.`,
      );
    if (accepted) for (const optimizer of recording.stepped) countStep(optimizer);
    return { result, accepted };
  };

  const sync = (...args: Args): Result => {
    const backend = activeBackend();
    // Inside of a gradient the ops themselves are needed.
    if (backend.recording || engine().state.gradientDepth > 0) return fn(...args);
    const taken = takenApart(args, isVariable);
    const recording = recordingOf(backend, args, taken);
    const { program } = recording;
    expectSettled(program.variables);
    return program.run(taken.tensors, (tensors) => answered(recording, tensors));
  };

  const later = (...args: Args): Promise<Result> => {
    const { backend } = engine();
    if ('recording' in backend && backend.recording)
      throw new NotRecordable(
        'compile() cannot record an asynchronous call of a compiled function; call its sync() there, which is recorded.',
      );
    if (engine().state.gradientDepth > 0)
      throw new NotRecordable(
        'An asynchronous call of a compiled function has no gradient; call its sync() inside of tf.grad, which runs the function itself.',
      );
    return start(args);
  };

  const start = async (args: Args): Promise<Result> => {
    const backend = activeBackend();
    const given = takenApart(args, isVariable);
    signature(backend, given); // refuses what is disposed now
    // What waits needs tensors of its own: the caller may dispose them.
    const held = isBusy() ? given.tensors.map((tensor) => keep(tensor.clone())) : undefined;
    const taken = held ? { ...given, tensors: held } : given;
    try {
      return await inTurn(() => {
        const recording = recordingOf(backend, args, taken);
        willChange(recording.program.updates);
        return recording.program.runLater(taken.tensors, (tensors) => answered(recording, tensors));
      });
    } finally {
      for (const tensor of held ?? []) tensor.dispose();
    }
  };

  const dispose = (): void => {
    open = false;
    for (const { program } of recordings.values()) program.close();
    recordings.clear();
  };
  Object.defineProperties(later, {
    sync: { value: sync },
    recordings: { get: () => recordings.size },
    dispose: { value: dispose },
    profile: { value: () => profileOf(log) },
  });
  return later as CompiledFunction<Args, Result>;
}

function profileOf(log: StepLog | undefined): StepProfile {
  if (log) return log.profile();
  throw new EngineError(
    'INVALID_ARGUMENT',
    'profile() was called on a function that is not profiled; compile it with { profile: true }.',
  );
}

/** tfjs declares it for optimizers only. */
function countStep(optimizer: Optimizer): void {
  Reflect.apply(Reflect.get(optimizer, 'incrementIterations') as () => void, optimizer, []);
}

function expectOptions<Result>(fn: unknown, options: CompileOptions<Result>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new EngineError(
      'INVALID_ARGUMENT',
      `compile() takes an object of options, such as { precision: 'bfloat16' }, got ${JSON.stringify(options)}.`,
    );
  const { precision = 'float32', accept, profile = false, openBatch = false, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `compile() has no option ${JSON.stringify(unknown)}; it has precision, accept, openBatch and profile.`,
    );
  if (typeof profile !== 'boolean')
    throw new EngineError('INVALID_ARGUMENT', `profile must be true or false, got ${typeof profile}.`);
  if (typeof openBatch !== 'boolean')
    throw new EngineError('INVALID_ARGUMENT', `openBatch must be true or false, got ${typeof openBatch}.`);
  if (typeof fn !== 'function')
    throw new EngineError('INVALID_ARGUMENT', `compile() takes a function of tensors, got ${typeof fn}.`);
  if (precision !== 'float32' && precision !== 'bfloat16')
    throw new EngineError(
      'INVALID_ARGUMENT',
      `precision must be 'float32' or 'bfloat16', got ${JSON.stringify(precision)}.`,
    );
  if (accept !== undefined && typeof accept !== 'function')
    throw new EngineError(
      'INVALID_ARGUMENT',
      `accept must be a function of the result, got ${typeof accept}.`,
    );
}

function activeBackend(): TensorFlowBackend {
  const { backend } = engine();
  if ('compiling' in backend) return backend as TensorFlowBackend;
  throw new EngineError(
    'INVALID_ARGUMENT',
    `A compiled function needs the backend 'tensorflow', the active one is '${engine().backendName}'; call tf.setBackend('tensorflow').`,
  );
}

/** The size of a call's batch, and which tensors have it; undefined where none has a dimension. */
function batchOf({
  tensors,
}: Structure): { readonly places: ReadonlySet<number>; readonly size: number } | undefined {
  const size = tensors.find(({ rank }) => rank > 0)?.shape[0];
  if (size === undefined) return undefined;
  const places = tensors.flatMap(({ rank, shape }, place) => (rank > 0 && shape[0] === size ? [place] : []));
  return { places: new Set(places), size };
}

/** What recordings are kept by. @throws EngineError for a disposed tensor. */
function signature(
  backend: TensorFlowBackend,
  { key, tensors, places }: Structure,
  open?: ReadonlySet<number>,
): string {
  const { tensors: store } = backend.compiling();
  const kinds = tensors.map((tensor, index) => {
    if (tensor.isDisposed)
      throw new EngineError(
        'INVALID_ARGUMENT',
        `The argument ${places[index]} of a compiled function, ${tensor.dtype} [${tensor.shape.join(', ')}], has been disposed; give it one that is not.`,
      );
    const { native = '' } = store.get(tensor.dataId);
    const sizes = open?.has(index) ? ['?', ...tensor.shape.slice(1)] : tensor.shape;
    return `${tensor.dtype}${native}[${sizes.join()}]`;
  });
  return `${key} ${kinds.join()}`;
}
