import type { Check } from './known-input.ts';
import { checkRanks, REQUIRED_RANKS } from './required-ranks.ts';
import { resultSizeCheck } from './result-size.ts';
import { SHAPE_RELATIONS } from './shape-relations.ts';

const checks = new Map<string, Check | undefined>();

/**
 * What to look at before an op runs, or undefined for nothing: TensorFlow ends the process, instead of answering an error,
 * for some wrong shapes and for memory that it touches but does not get.
 */
export function preflight(op: string): Check | undefined {
  if (checks.has(op)) return checks.get(op);
  const needed = [
    Object.hasOwn(REQUIRED_RANKS, op) ? checkRanks : undefined,
    Object.hasOwn(SHAPE_RELATIONS, op) ? SHAPE_RELATIONS[op] : undefined,
    resultSizeCheck(op),
  ].filter((check) => check !== undefined);
  const [first] = needed;
  const all: Check | undefined = needed.length > 1 ? (call) => needed.forEach((check) => check(call)) : first;
  checks.set(op, all);
  return all;
}
