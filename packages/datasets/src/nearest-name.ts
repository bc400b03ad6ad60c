/** Options of {@link nearestName}. */
export interface NearestNameOptions {
  /** What was written. */
  readonly name: string;
  /** What could have been meant. */
  readonly names: readonly string[];
}

/**
 * Finds the name that was probably meant: the one with the fewest insertions, deletions and replacements of letters,
 * at most half of its length.
 *
 * @param options - What was written and what could have been meant.
 * @returns The nearest name, or undefined where none is near.
 */
export function nearestName(options: NearestNameOptions): string | undefined {
  // A hostile name would cost time by its length.
  const name = options.name.slice(0, 64).toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const candidate of options.names) {
    const distance = editDistance(name, candidate.toLowerCase());
    const near = distance <= Math.max(1, candidate.length / 2);
    if (near && (best === undefined || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name;
}

/** Levenshtein's distance, one row of its table at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
