import type { Variable } from '@tensorflow/tfjs-core';
import type { EagerContext } from '../eager/eager-context.ts';
import { addFunction, removeFunction } from './emit.ts';
import type { Value } from './recorded-node.ts';

/** Calls with the same weights after which it pays to keep them in oneDNN's layout; twice as many after each change of theirs. */
const CALLS_BEFORE = 2;
const MOST_CALLS_BEFORE = 1024;

/**
 * A second form of a program's function, whose ops keep weights in a layout of their own: it is made anew when a variable has
 * changed, and used when they have stayed the same for some calls. It owns its function until it is closed.
 */
export class KeptWeights {
  readonly #context: EagerContext;
  readonly #inputs: readonly Value[];
  readonly #outputs: readonly Value[];
  readonly #variables: readonly Variable[];
  #data: readonly object[] = [];
  #calls = 0;
  #before = CALLS_BEFORE;
  #name: string | undefined;

  /**
   * @param context - where the function is added
   * @param inputs - of the function
   * @param outputs - of the function
   * @param variables - what the weights are made from
   */
  constructor(
    context: EagerContext,
    inputs: readonly Value[],
    outputs: readonly Value[],
    variables: readonly Variable[],
  ) {
    this.#context = context;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#variables = variables;
  }

  /**
   * The function for this call, or undefined for the ordinary one.
   * @param idle - whether no call is running, so that a function may be taken away
   */
  function(idle: boolean): string | undefined {
    const isSame = this.#variables.every(({ dataId }, index) => dataId === this.#data[index]);
    if (!isSame) {
      // A call that is running goes on with what its ops have kept.
      if (!idle) return undefined;
      // Weights that change every few calls are not worth keeping.
      if (this.#name !== undefined) this.#before = Math.min(2 * this.#before, MOST_CALLS_BEFORE);
      this.close();
      this.#data = this.#variables.map(({ dataId }) => dataId);
    }
    if (this.#calls < this.#before) {
      this.#calls++;
      return undefined;
    }
    return (this.#name ??= addFunction(this.#context, this.#inputs, this.#outputs));
  }

  /** Gives the function back. */
  close(): void {
    if (this.#name !== undefined) removeFunction(this.#context, this.#name);
    this.#name = undefined;
    this.#calls = 0;
    this.#data = [];
  }
}
