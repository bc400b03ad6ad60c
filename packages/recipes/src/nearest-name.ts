/** No name is as long; a hostile one would cost time by its length. */
const LONGEST = 64;

/** The candidate with the fewest edits to `word`, if they are few enough to be a slip of the hand. */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  const written = word.slice(0, LONGEST).toLowerCase();
  const edits = (candidate: string): number => editDistance(written, candidate.toLowerCase());
  const [nearest] = [...candidates].sort((a, b) => edits(a) - edits(b));
  return nearest !== undefined && edits(nearest) <= Math.max(2, written.length >> 1) ? nearest : undefined;
}

/** Insertions, deletions and substitutions between two words (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (const letter of a) {
    let left = Infinity;
    let corner = Infinity;
    row = row.map((above, column) => {
      left = Math.min(above + 1, left + 1, corner + Number(letter !== b[column - 1]));
      corner = above;
      return left;
    });
  }
  return row.at(-1) ?? 0;
}
