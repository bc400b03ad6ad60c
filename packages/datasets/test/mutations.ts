/** Numbers that depend on a seed alone (splitmix32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x9e37_79b9) >>> 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a_2d97);
    return Math.floor((((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32) * below);
  };
}

const TELLING = [0, 1, 0x7f, 0x80, 0xff, 0x28, 0x2e, 0x0a, 0x2f];

/** A damaged copy: flipped bits, telling bytes, lengths at their limits, pieces cut out, doubled or cut off. */
export function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let copy = Uint8Array.from(bytes);
  for (let left = 1 + random(4); left > 0; left -= 1) {
    const at = random(copy.length || 1);
    const length = random(Math.min(64, copy.length - at + 1));
    switch (random(7)) {
      case 0:
        copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        copy[at] = TELLING[random(TELLING.length)] ?? 0;
        break;
      case 2:
        copy[at] = random(256);
        break;
      case 3:
        copy.fill(random(2) === 0 ? 0xff : 0, at, at + (1 << random(4)));
        break;
      case 4:
        copy = Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(at + length)]);
        break;
      case 5:
        copy = Uint8Array.from([...copy.subarray(0, at + length), ...copy.subarray(at)]);
        break;
      default:
        if (random(4) === 0) copy = copy.slice(0, at);
    }
  }
  return copy;
}

/** Runs a parser on damaged copies; answers how often it accepted and refused them, and what else it threw. */
export async function fuzzed(options: {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly seed: number;
  readonly parse: (bytes: Uint8Array) => unknown;
  readonly isRefusal: (error: unknown) => boolean;
}): Promise<{ accepted: number; refused: number; slowest: number; others: string[] }> {
  const { bytes, count, seed, parse, isRefusal } = options;
  const random = randomNumbers(seed);
  const result = { accepted: 0, refused: 0, slowest: 0, others: [] as string[] };
  for (let run = 0; run < count; run += 1) {
    const input = mutated(bytes, random);
    const start = performance.now();
    try {
      await parse(input);
      result.accepted += 1;
    } catch (error) {
      if (isRefusal(error)) result.refused += 1;
      else result.others.push(`run ${run}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    result.slowest = Math.max(result.slowest, performance.now() - start);
  }
  return result;
}
