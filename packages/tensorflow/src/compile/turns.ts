import type { Variable } from '@tensorflow/tfjs-core';
import { EngineError } from '../engine-error.ts';

/** Calls that have begun or wait, and the last of them. */
let waiting = 0;
let last: Promise<unknown> = Promise.resolve();
/** Variables that the running call changes at its end. */
let changing: ReadonlySet<Variable> = new Set();

/** Whether a call has to wait for another one. */
export function isBusy(): boolean {
  return waiting > 0;
}

/**
 * Runs an asynchronous call of a compiled function when those before it have ended: variables are what the last of them
 * left. It begins at once where there is none.
 * @param run - begins the call
 */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const call = async (): Promise<T> => {
    try {
      return await run();
    } finally {
      changing = new Set();
      waiting--;
    }
  };
  const turn = waiting++ === 0 ? call() : last.then(call);
  last = turn.catch(() => undefined);
  return turn;
}

/** Notes what the call that has begun will change. */
export function willChange(variables: readonly Variable[]): void {
  changing = new Set(variables);
}

/** Refuses a call on the main thread that needs what a running call is about to change, or that would overtake one. */
export function expectSettled(variables: readonly Variable[]): void {
  if (waiting > 1)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `sync() was called while ${waiting - 1} calls of compiled functions wait for another to end; await them first.`,
    );
  const variable = variables.find((one) => changing.has(one));
  if (variable)
    throw new EngineError(
      'INVALID_ARGUMENT',
      `sync() was called while another call that changes the variable ${variable.name} is running; await that call first.`,
    );
}
