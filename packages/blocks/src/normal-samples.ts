import { sfc32 } from './sfc32.ts';

/** Where the tail of the lowest layer begins, and the area of every layer, for 128 layers. */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** Standard deviation of a standard normal distribution that is cut at two. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/** Right edges of the layers, from the lowest (widened to hold its tail) to the empty one at the top. */
function layerEdges(): Float64Array {
  const edges = new Float64Array(129);
  edges[0] = AREA / Math.exp(-0.5 * TAIL * TAIL);
  let edge = TAIL;
  for (let layer = 1; layer < 128; layer++) {
    edges[layer] = edge;
    edge = Math.sqrt(-2 * Math.log(AREA / edge + Math.exp(-0.5 * edge * edge)));
  }
  return edges;
}

/** Draws from the normal distribution beyond `TAIL` (Marsaglia 1964). */
function tailSample(uniform: () => number): number {
  let x: number;
  let y: number;
  do {
    x = -Math.log(uniform()) / TAIL;
    y = -Math.log(uniform());
  } while (y + y < x * x);
  return TAIL + x;
}

/**
 * Samples of the normal distribution with mean 0, by the ziggurat method in Doornik's form.
 *
 * The same seed gives the same samples on every machine and backend.
 *
 * @param length - How many.
 * @param standardDeviation - How wide.
 * @param seed - 32 bits, 0 included.
 * @param truncated - Whether what is beyond two standard deviations of the normal distribution is drawn again, and the rest widened.
 * @see Doornik 2005, "An improved ziggurat method to generate normal random samples".
 */
export function normalSamples(
  length: number,
  standardDeviation: number,
  seed: number,
  truncated = false,
): Float32Array {
  const bound = truncated ? 2 : Infinity;
  const scale = standardDeviation / (truncated ? TRUNCATED_DEVIATION : 1);
  const next = sfc32(seed);
  const uniform = (): number => ((next() >>> 0) + 0.5) / 0x1_0000_0000;
  const edges = layerEdges();
  const samples = new Float32Array(length);
  for (let index = 0; index < length;) {
    const bits = next();
    const layer = bits & 127; // 7 bits choose the layer, the other 25 the place in it
    const place = ((bits >> 7) + 0.5) / 0x100_0000;
    const edge = edges[layer] ?? 0;
    const above = edges[layer + 1] ?? 0;
    let x = place * edge;
    if (Math.abs(x) >= above) {
      if (layer === 0) {
        x = Math.sign(place) * tailSample(uniform);
      } else {
        const low = Math.exp(-0.5 * (edge * edge - x * x));
        const high = Math.exp(-0.5 * (above * above - x * x));
        if (low + uniform() * (high - low) >= 1) continue;
      }
    }
    if (Math.abs(x) <= bound) samples[index++] = x * scale;
  }
  return samples;
}
