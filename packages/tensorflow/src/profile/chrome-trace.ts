import type { ProfileEvent, StepProfile } from './step-profile.ts';

const MICROSECONDS = 1000;

/**
 * Writes a profile in Chrome's trace event format: each op of each step as a bar, by the time at which it ran. Open it in
 * [Perfetto](https://ui.perfetto.dev) or at `chrome://tracing`.
 *
 * Ops that ran at the same time are in different rows; a row is no thread of the machine.
 *
 * @param profile - what a compiled function's `profile()` answered
 * @returns the JSON text of the file.
 */
export function chromeTrace(profile: StepProfile): string {
  const devices = [...new Set(profile.events.map(({ device }) => device))];
  const names = devices.map((device, pid) => ({
    name: 'process_name',
    ph: 'M',
    pid,
    args: { name: device },
  }));
  const bars = devices.flatMap((device, pid) => {
    const rows: number[] = [];
    return profile.events
      .filter((event) => event.device === device)
      .sort((one, other) => one.start - other.start)
      .map((event) => bar(event, pid, rowOf(event, rows)));
  });
  return JSON.stringify({ displayTimeUnit: 'ms', traceEvents: [...names, ...bars] });
}

/** The first row that is free then; `rows` has the ends of their last bars. */
function rowOf({ start, milliseconds }: ProfileEvent, rows: number[]): number {
  const free = rows.findIndex((end) => end <= start);
  const row = free === -1 ? rows.length : free;
  rows[row] = start + milliseconds;
  return row;
}

function bar(event: ProfileEvent, pid: number, tid: number): object {
  const { name, op, layer, phase, start, milliseconds, bytes, step } = event;
  return {
    name: op,
    cat: phase,
    ph: 'X',
    ts: start * MICROSECONDS,
    dur: milliseconds * MICROSECONDS,
    pid,
    tid,
    args: { layer, name, bytes, step },
  };
}
