/**
 * A stream of 32-bit random integers: sfc32, the small fast counting generator of PractRand (Doty-Humphrey).
 *
 * Four words of state, a period of at least 2^32, and the same stream on every machine.
 */
export function sfc32(seed: number): () => number {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  };
  // Until every bit of the seed has reached every bit of the state.
  for (let round = 0; round < 16; round++) next();
  return next;
}
