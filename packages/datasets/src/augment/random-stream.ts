/** Which image of which epoch is augmented; the random numbers are a function of it and of nothing else. */
export interface AugmentationPlace {
  /** Seed of the run. */
  readonly seed: number;
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Index of the image in its source. */
  readonly index: number;
}

/** Random numbers, the same on every machine. */
export interface RandomStream {
  /** The next number, uniform over [0, 1), of 53 bits. */
  uniform(): number;
  /** The next integer, uniform over 0 to `bound` - 1, without the bias of a plain remainder. */
  below(bound: number): number;
  /** The next number of the normal distribution of mean 0 and variance 1. */
  normal(): number;
}

const WORD = 2 ** 32;

/**
 * The stream of one step for one image: sfc32 of Doty-Humphrey's PractRand. Seed and step start it and 12 rounds mix them, then epoch
 * and index are added and 12 more rounds mix. Rounds are invertible, so that no two (seed, epoch, index, step) share a state.
 *
 * @param place - The image.
 * @param step - A number of the step, as {@link streamKey} gives it.
 */
export function randomStream({ seed, epoch, index }: AugmentationPlace, step: number): RandomStream {
  let a = seed | 0;
  let b = Math.floor(seed / WORD) | 0;
  let c = step | 0;
  let counter = 1;
  const next = (): number => {
    const value = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + value) | 0;
    return value >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next();
  a ^= epoch | 0;
  b ^= index | 0;
  c ^= Math.floor(index / WORD) | 0;
  for (let round = 0; round < 12; round += 1) next();

  const uniform = (): number => {
    const high = next() >>> 5;
    return (high * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  };
  const below = (bound: number): number => {
    const limit = WORD - (WORD % bound);
    let value = next();
    while (value >= limit) value = next();
    return value % bound;
  };
  // Box and Muller; 1 - uniform() is never 0.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, below, normal };
}

/**
 * A number for the n-th step of a type in a list (FNV-1a). Steps of other types do not enter, so that adding one leaves the random
 * numbers of the rest as they were.
 */
export function streamKey(type: string, occurrence: number): number {
  let hash = 0x811c9dc5;
  for (const letter of `${type}#${occurrence}`)
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
