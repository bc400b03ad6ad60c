import { EngineError } from '../engine-error.ts';

/** More tensors than any op of a net answers, and few enough for their handles. */
const MOST_OUTPUTS = 2 ** 20;

/**
 * Refuses an op that would answer more tensors than a process can hold handles of: TensorFlow, or JavaScript's own heap,
 * would end the process.
 *
 * @throws EngineError with the number asked for and the most allowed.
 */
export function expectOutputs(op: string, count: number): void {
  if (count <= MOST_OUTPUTS) return;
  throw new EngineError(
    'INVALID_ARGUMENT',
    `${op} would make ${count} tensors, and at most ${MOST_OUTPUTS} are allowed; make fewer and larger ones.`,
  );
}
