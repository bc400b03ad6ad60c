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

/** What came of damaged files. */
export interface FuzzResult {
  /** How many were read. */
  accepted: number;
  /** How many were refused as they should be. */
  refused: number;
  /** The longest that one took, in milliseconds. */
  slowest: number;
  /** What else was thrown, each with the number of its file. */
  readonly others: string[];
}

/** A file that takes more than this hangs a parser. */
const HANG_MS = 1000;

/** Waits where there is something to wait for. */
async function parsed(parse: (bytes: Uint8Array) => unknown, input: Uint8Array): Promise<void> {
  const outcome = parse(input);
  if (outcome instanceof Promise) await outcome;
}

/** How long a file takes, in milliseconds, whatever comes of it. */
async function duration(parse: (bytes: Uint8Array) => unknown, input: Uint8Array): Promise<number> {
  const start = performance.now();
  await parsed(parse, input).catch(() => {});
  return performance.now() - start;
}

/** Damaged file `number` of some files: a pure function of both. */
export function damagedFile(samples: readonly Uint8Array[], number: number): Uint8Array {
  const random = randomNumbers(Math.imul(number, 0x9e37_79b1) ^ (number / 2 ** 32));
  return mutated(samples[random(samples.length)] ?? new Uint8Array(), random);
}

/** Runs a parser on the damaged files from number `first` on. */
export async function fuzzed(options: {
  /** The damaged file of a number. */
  readonly fileOf: (number: number) => Uint8Array;
  readonly first: number;
  readonly count: number;
  readonly parse: (bytes: Uint8Array) => unknown;
  readonly isRefusal: (error: unknown) => boolean;
  readonly onFile?: (number: number) => void;
  /** Ends after this time with what there is. */
  readonly seconds?: number;
}): Promise<FuzzResult> {
  const { fileOf, first, count, parse, isRefusal, onFile, seconds = Infinity } = options;
  const began = performance.now();
  const result: FuzzResult = { accepted: 0, refused: 0, slowest: 0, others: [] };
  for (let number = first; number < first + count; number += 1) {
    onFile?.(number);
    const input = fileOf(number);
    const start = performance.now();
    if (start - began > seconds * 1000) break;
    try {
      await parsed(parse, input);
      result.accepted += 1;
    } catch (error) {
      if (isRefusal(error)) result.refused += 1;
      else result.others.push(`file ${number}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    let milliseconds = performance.now() - start;
    // On a machine that is busy with other things, a file that is slow once need not be slow.
    for (let tries = 0; tries < 3 && milliseconds > HANG_MS; tries += 1)
      milliseconds = Math.min(milliseconds, await duration(parse, input));
    if (milliseconds > HANG_MS)
      result.others.push(`file ${number} takes ${Math.round(milliseconds)} ms each time`);
    result.slowest = Math.max(result.slowest, milliseconds);
  }
  return result;
}
