/** Options of {@link shuffledIndices}. */
export interface ShuffledIndicesOptions {
  /** What to shuffle; it is left as it is. */
  readonly indices: Uint32Array;
  /** A whole number; the same one gives the same order everywhere. */
  readonly seed: number;
}

/**
 * Shuffles indices by a seed, each order as likely as any other (Fisher and Yates).
 *
 * @param options - The indices and the seed.
 * @returns A new array.
 * @throws RangeError when the seed is no whole number from 0 to 2^32 - 1.
 */
export function shuffledIndices(options: ShuffledIndicesOptions): Uint32Array {
  const { seed } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new RangeError(`seed must be a whole number from 0 to 4294967295; got ${seed}.`);
  }
  const indices = options.indices.slice();
  let state = seed >>> 0;
  for (let last = indices.length - 1; last > 0; last -= 1) {
    // splitmix32
    state = (state + 0x9e37_79b9) >>> 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a_2d97);
    const place = Math.floor((((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32) * (last + 1));
    const moved = indices[place] ?? 0;
    indices[place] = indices[last] ?? 0;
    indices[last] = moved;
  }
  return indices;
}
