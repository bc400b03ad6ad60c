import { expectOptions } from './argument-checks.ts';
import { seed32, text } from './option-rules.ts';

/**
 * Derives the seed of one layer from the seed of its net: a pure function of the two, equal for equal names.
 *
 * A plain and a residual net built from one seed therefore start from the same weights in the layers that they share.
 *
 * @param options - The net's seed and the layer's name.
 * @returns An integer of 32 bits.
 * @throws RangeError if the seed is not an integer from 0 to 4294967295; TypeError for an unknown option.
 */
export function layerSeed(options: {
  /** Seed of the whole net, an integer from 0 to 4294967295. */
  readonly seed: number;
  /** Name of the layer, unique in its net. */
  readonly name: string;
}): number {
  expectOptions('layerSeed', options, { name: text, seed: seed32 });
  return deriveSeed(options.seed, options.name);
}

/** {@link layerSeed} of a seed that will do. */
export function deriveSeed(seed: number, name: string): number {
  let hash = mix(seed ^ 0x811c9dc5);
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193); // FNV-1a
  }
  return mix(hash) >>> 0;
}

/** Spreads every bit over the whole word (the finaliser of MurmurHash3). */
function mix(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
