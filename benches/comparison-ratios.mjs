// @ts-check
/** The arithmetic of a comparison. */
import { median } from './statistics.mjs';

/** Steps that make a turn of about `turnMilliseconds`. */
export const stepsFor = (milliseconds, turnMilliseconds) =>
  Math.min(200, Math.max(1, Math.round(turnMilliseconds / milliseconds)));

/** Processors that others may keep busy in a turn; more disturbs, above all threads that wait for each other by spinning. */
export const QUIET_BUSY = 0.25;

/**
 * The rounds that count: those that nobody else disturbed, if there are enough of them, else all.
 *
 * @param {number[][]} others by round, how many processors others kept busy in each turn of it
 * @param {number} wanted rounds
 */
export function countingRounds(others, wanted) {
  const all = [...others.keys()];
  const quiet = all.filter((round) => others[round].every((busy) => busy <= QUIET_BUSY));
  return quiet.length >= wanted
    ? { rounds: quiet.slice(0, wanted), quiet: true }
    : { rounds: all, quiet: false };
}

/**
 * Whether one more process has room: each of those that idle may grow back to its peak while it runs, one at a time.
 *
 * @param {{ available: number | undefined, idle: { peak?: number, resident?: number }[], wanted: number }} memory in bytes
 */
export function hasRoom({ available, idle, wanted }) {
  if (available === undefined) return true;
  const growth = Math.max(0, ...idle.map(({ peak = 0, resident = 0 }) => peak - resident));
  return available >= wanted + growth;
}

/** Median over the rounds of one series over another, between neighbours in time. */
const ratioOf = (times, base) => median(times.map((time, round) => time / base[round]));

/**
 * Ratios of all to the fastest of the peers. Those that never ran in one heat are compared by the anchor, which ran in all.
 *
 * @param {{ heats: Record<string, number[]>[], anchor: string | undefined, peers: string[] }} measured times by contestant, one a round
 * @returns {{ best: string | undefined, ratio(one: string, other: string | undefined): number | undefined }} a ratio is
 * undefined where one did not run, or nothing links the two
 */
export function ratiosOf({ heats, anchor, peers }) {
  const direct = (one, other) => {
    const heat = heats.find((times) => times[one] !== undefined && times[other] !== undefined);
    return heat && ratioOf(heat[one], heat[other]);
  };
  const ratio = (one, other) => {
    const shared = direct(one, other);
    if (shared !== undefined) return shared;
    const [a, b] = [direct(one, anchor), direct(other, anchor)];
    return a === undefined || b === undefined ? undefined : a / b;
  };
  const [best] = peers
    .filter((id) => direct(id, anchor) !== undefined)
    .toSorted((a, b) => direct(a, anchor) - direct(b, anchor));
  return { best, ratio };
}

/** The rows of earlier results with those of the same id replaced. */
export function mergeResults(earlier, results) {
  const fresh = new Map(results.map((result) => [result.id, result]));
  const kept = earlier.map(({ id, ...rest }) => {
    const result = fresh.get(id) ?? { id, ...rest };
    fresh.delete(id);
    return result;
  });
  return [...kept, ...fresh.values()];
}

/** The line of an error report that says what happened: Node has it before the stack, Python behind. */
export function headline(message) {
  const lines = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (lines.findLast((line) => /\b\w*(Error|Exception|Exit)\b.*: /.test(line)) ?? lines[0] ?? '').slice(
    0,
    300,
  );
}
