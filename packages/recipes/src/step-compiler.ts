import { engine } from '@tensorflow/tfjs-core';
import { written } from './option-checks.ts';

/** A function that runs as one graph. */
export interface CompiledFunction<Args extends readonly unknown[], Result> {
  /** Runs it. */
  (...args: Args): Promise<Result>;
  /** Gives the graph back. */
  readonly dispose: () => void;
}

/** Options of {@link StepCompiler.compile}. */
export interface CompileSettings<Result> {
  /** Asked after each call; where it answers false, no variable has changed. */
  readonly accept?: (result: Result) => boolean;
  /** What the large tensors inside are computed in. */
  readonly precision?: 'float32' | 'bfloat16';
}

/** What makes one graph of a function: the backend `tensorflow` of `@skipjack/tensorflow` is one. */
export interface StepCompiler {
  /** Makes a function of tensors and variables one that runs as a graph. */
  compile<Args extends readonly unknown[], Result>(
    fn: (...args: Args) => Result,
    options?: CompileSettings<Result>,
  ): CompiledFunction<Args, Result>;
}

/** What decides whether to compile. */
export interface CompileChoice {
  readonly compile: boolean | 'auto' | undefined;
  readonly precision: 'float32' | 'bfloat16' | undefined;
  readonly optimizer?: { readonly takesTensorRate?: boolean };
}

/**
 * The active backend, where it compiles and is to; undefined for op by op.
 * @throws TypeError for an option of another type; RangeError where compiling is asked for and impossible.
 */
export function chosenCompiler(owner: string, choice: CompileChoice): StepCompiler | undefined {
  const { compile = 'auto', precision = 'float32', optimizer = { takesTensorRate: true } } = choice;
  if (compile !== 'auto' && typeof compile !== 'boolean')
    throw new TypeError(`compile must be true, false or 'auto'; got ${written(compile)}.`);
  if (precision !== 'float32' && precision !== 'bfloat16')
    throw new TypeError(`precision must be 'float32' or 'bfloat16'; got ${written(precision)}.`);
  const backend: Partial<StepCompiler> = engine().backend as object;
  const missing =
    typeof backend.compile !== 'function'
      ? `the backend '${engine().backendName}' compiles nothing: import '@skipjack/tensorflow', and call tf.setBackend('tensorflow') where another one is active`
      : optimizer.takesTensorRate !== true
        ? 'the optimizer takes no tensor as its rate: use one of @skipjack/recipes'
        : undefined;
  const demands =
    compile === true ? 'compile: true' : precision === 'bfloat16' ? "precision: 'bfloat16'" : undefined;
  if (compile === false && precision === 'bfloat16')
    throw new RangeError(`${owner} needs a compiled step for precision: 'bfloat16'; got compile: false.`);
  if (missing !== undefined && demands !== undefined)
    throw new RangeError(`${owner} cannot do ${demands}: ${missing}.`);
  return compile === false || missing !== undefined ? undefined : (backend as StepCompiler);
}

/** Whether a compiler said that it cannot record a function: without it the function runs as ever. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'NOT_RECORDABLE';
}
