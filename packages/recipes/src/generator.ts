/** A stream of random integers that is the same on every machine. */
export interface Generator {
  /** The next integer, uniform over 0 to 2^32 - 1. */
  next(): number;
  /** The next integer, uniform over 0 to `bound` - 1, without the bias of a plain remainder. */
  below(bound: number): number;
}

const WORD = 2 ** 32;

/**
 * The generator sfc32 of Doty-Humphrey's PractRand: 128 bits of state, period of at least 2^32, passes PractRand and TestU01.
 * Different (seed, stream) pairs start in different states; 15 rounds mix them, as its author does.
 */
export function generator(seed: number, stream: number): Generator {
  let a = seed | 0;
  let b = Math.floor(seed / WORD) | 0;
  let c = stream | 0;
  let counter = 1;
  const next = (): number => {
    const value = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + value) | 0;
    return value >>> 0;
  };
  const below = (bound: number): number => {
    const limit = WORD - (WORD % bound);
    let value = next();
    while (value >= limit) value = next();
    return value % bound;
  };
  for (let round = 0; round < 15; round++) next();
  return { next, below };
}
