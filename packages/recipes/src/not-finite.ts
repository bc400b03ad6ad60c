/**
 * What a training does where a loss or a gradient is NaN or infinite.
 *
 * - `'stop'`: it ends with a `DivergenceError`. Gradients are not looked at, which costs nothing: where only they are not
 *   finite, the next loss tells.
 * - `'skip'`: the step changes nothing, and the next one follows; after {@link MOST_SKIPPED} in a row it ends.
 * - `'rollback'`: it goes back to the newest checkpoint, and on from there with the data that follow those of the step that
 *   failed, also where a weight is not finite when it is to be kept; after {@link MOST_ROLLBACKS} times it ends.
 */
export type NotFinitePolicy = 'stop' | 'skip' | 'rollback';

/** Steps in a row that `'skip'` passes over. */
export const MOST_SKIPPED: number = 10;

/** Times that `'rollback'` goes back. */
export const MOST_ROLLBACKS: number = 3;

/** Throws a `TypeError` unless `policy` is one. */
export function expectPolicy(policy: NotFinitePolicy, hasCheckpoints: boolean): void {
  if (policy !== 'stop' && policy !== 'skip' && policy !== 'rollback')
    throw new TypeError(`onNotFinite must be 'stop', 'skip' or 'rollback'; got ${JSON.stringify(policy)}.`);
  if (policy === 'rollback' && !hasCheckpoints)
    throw new TypeError(
      "onNotFinite: 'rollback' needs checkpoints to go back to: give checkpoints, or write 'skip'.",
    );
}
