/** Lets several trainings take turns, one step each. */
export interface Turns {
  /** Resolves when it is the turn of `index`. */
  wait(index: number): Promise<void>;
  /** Hands the turn on; resolves when it has come round. */
  pass(index: number): Promise<void>;
  /** Hands the turn on for good. */
  leave(index: number): void;
}

/** Turns for `count` that go round in order, beginning with 0. */
export function turns(count: number): Turns {
  const waiting = new Map<number, () => void>();
  const gone = new Set<number>();
  let holder = 0;
  const next = (index: number): void => {
    for (let ahead = 1; ahead <= count; ahead += 1) {
      const candidate = (index + ahead) % count;
      if (gone.has(candidate)) continue;
      holder = candidate;
      waiting.get(candidate)?.();
      return;
    }
  };
  const wait = async (index: number): Promise<void> => {
    if (holder === index) return;
    await new Promise<void>((resolve) => waiting.set(index, resolve));
    waiting.delete(index);
  };
  return {
    wait,
    pass(index) {
      next(index);
      return wait(index);
    },
    leave(index) {
      gone.add(index);
      if (holder === index) next(index);
    },
  };
}

/** The middle one of the values, or the mean of the two in the middle; NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
