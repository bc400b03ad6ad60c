/** Estimates the time left from the share of the work that is done. */
export interface TimeLeft {
  /** Some work is done. */
  done(work: number): void;
  /** Some work will not be done after all. */
  dropped(work: number): void;
  /** Seconds left, if the work goes on as fast as it did so far; 0 when nothing is left. */
  seconds(): number;
}

/** Starts the clock for `total` work, in any unit. `now` tells milliseconds. */
export function timeLeft(total: number, now: () => number = () => performance.now()): TimeLeft {
  const start = now();
  let open = total;
  let finished = 0;
  return {
    done(work) {
      open -= work;
      finished += work;
    },
    dropped(work) {
      open -= work;
    },
    seconds: () => (finished > 0 ? (Math.max(0, open) / finished) * ((now() - start) / 1000) : 0),
  };
}
