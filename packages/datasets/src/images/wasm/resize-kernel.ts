import { FRACTION_BITS } from '../resampling.ts';
import * as wasm from './wasm-code.ts';
import type { Code, WasmFunction } from './wasm-module.ts';

const { get, set, increase, integer, add } = wasm;

/**
 * A weight of 22 fractional bits is `high * 2 ** 15 + low`, both of which fit into 16 bits, so that the sums of the two, of pairs of taps,
 * are exact.
 */
export const LOW_BITS = 15;

/** Bytes of a pair of weights: the two low parts, then the two high ones. */
export const PAIR_BYTES = 8;

const HALF = 1 << (FRACTION_BITS - 1);

/** Parameters of both functions, by their numbers. */
const [SOURCE, STRIDE, OUT, OUT_STRIDE, ROWS, FIRSTS, WEIGHTS, PAIRS, LENGTH] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const PARAMETERS = 9;

/** Adds the products of pairs of pixels and of weights to a low and a high sum. */
const accumulate = (pixels: Code, low: number, high: number, weights: readonly [number, number]): Code => [
  ...set(low, wasm.addVectors(get(low), wasm.dotPairs(pixels, get(weights[0])))),
  ...set(high, wasm.addVectors(get(high), wasm.dotPairs(pixels, get(weights[1])))),
];

const start = (low: number, high: number): Code => [
  ...set(low, wasm.fourfold(integer(HALF))),
  ...set(high, wasm.fourfold(integer(0))),
];

/** Four pixels out of their sums, not yet clipped. */
const finished = (low: number, high: number): Code =>
  wasm.shiftRight(wasm.addVectors(wasm.shiftLeft(get(high), LOW_BITS), get(low)), FRACTION_BITS);

/**
 * Resizes rows of three channels, two at a time: for each pixel `length` of a row, `firsts` has the offset of its first tap in the row, and
 * `weights` its `pairs` of weights. It writes one byte more than a row has, and a row more where their number is odd.
 */
function horizontal(): WasmFunction {
  const [row, place, tap, at, weight, out] = [9, 10, 11, 12, 13, 14];
  const [low0, high0, low1, high1, weightLow, weightHigh, pixels, result] = [15, 16, 17, 18, 19, 20, 21, 22];
  const weights = [weightLow, weightHigh] as const;
  // Taps a and b as a.red b.red a.green b.green a.blue b.blue, of 16 bits each.
  const order = wasm.vectorOf([0, 128, 3, 128, 1, 128, 4, 128, 2, 128, 5, 128, 128, 128, 128, 128]);
  const taps: Code = [
    ...set(weightLow, wasm.loadFourfold(get(weight))),
    ...set(weightHigh, wasm.loadFourfold(get(weight), 4)),
    ...set(pixels, wasm.swizzle(wasm.loadHalf(get(at)), order)),
    ...accumulate(get(pixels), low0, high0, weights),
    ...set(pixels, wasm.swizzle(wasm.loadHalf(add(get(at), get(STRIDE))), order)),
    ...accumulate(get(pixels), low1, high1, weights),
    ...increase(at, integer(6)),
    ...increase(weight, integer(PAIR_BYTES)),
    ...increase(tap, integer(1)),
  ];
  const pixel: Code = [
    ...start(low0, high0),
    ...start(low1, high1),
    ...set(at, add(get(SOURCE), wasm.load(add(get(FIRSTS), get(place))))),
    ...set(tap, integer(0)),
    ...wasm.repeatWhileLess(taps, tap, get(PAIRS)),
    ...set(result, wasm.clipToWords(finished(low0, high0), finished(low1, high1))),
    ...set(result, wasm.clipToBytes(get(result), get(result))),
    ...wasm.store(get(out), wasm.lane(get(result), 0)),
    ...wasm.store(add(get(out), get(OUT_STRIDE)), wasm.lane(get(result), 1)),
    ...increase(out, integer(3)),
    ...increase(place, integer(4)),
  ];
  const twoRows: Code = [
    ...set(place, integer(0)),
    ...set(weight, get(WEIGHTS)),
    ...set(out, get(OUT)),
    ...wasm.repeatWhileLess(pixel, place, get(LENGTH)),
    ...increase(SOURCE, add(get(STRIDE), get(STRIDE))),
    ...increase(OUT, add(get(OUT_STRIDE), get(OUT_STRIDE))),
    ...increase(row, integer(2)),
  ];
  return {
    name: 'horizontal',
    parameters: PARAMETERS,
    integers: 6,
    vectors: 8,
    body: wasm.repeatWhileLess(twoRows, row, get(ROWS)),
  };
}

/**
 * Makes `rows` rows of `length` bytes, sixteen at a time: for each row `firsts` has the offset of the first row that it is made of.
 */
function vertical(): WasmFunction {
  const [row, column, tap, at, weight] = [9, 10, 11, 12, 13];
  const sums = [
    [14, 15],
    [16, 17],
    [18, 19],
    [20, 21],
  ] as const;
  const [weightLow, weightHigh, first, second, mixed] = [22, 23, 24, 25, 26];
  const weights = [weightLow, weightHigh] as const;
  const interleaved = (from: number): Code =>
    wasm.shuffle(
      get(first),
      get(second),
      Array.from({ length: 16 }, (_, place) => from + (place >> 1) + (place % 2) * 16),
    );
  const [s0, s1, s2, s3] = sums;
  const taps: Code = [
    ...set(weightLow, wasm.loadFourfold(get(weight))),
    ...set(weightHigh, wasm.loadFourfold(get(weight), 4)),
    ...set(first, wasm.loadVector(get(at))),
    ...set(second, wasm.loadVector(add(get(at), get(STRIDE)))),
    ...set(mixed, interleaved(0)),
    ...accumulate(wasm.firstAsWords(get(mixed)), ...s0, weights),
    ...accumulate(wasm.lastAsWords(get(mixed)), ...s1, weights),
    ...set(mixed, interleaved(8)),
    ...accumulate(wasm.firstAsWords(get(mixed)), ...s2, weights),
    ...accumulate(wasm.lastAsWords(get(mixed)), ...s3, weights),
    ...increase(at, add(get(STRIDE), get(STRIDE))),
    ...increase(weight, integer(PAIR_BYTES)),
    ...increase(tap, integer(1)),
  ];
  const block: Code = [
    ...sums.flatMap(([low, high]) => start(low, high)),
    ...set(at, add(add(get(SOURCE), wasm.load(get(FIRSTS))), get(column))),
    ...set(weight, get(WEIGHTS)),
    ...set(tap, integer(0)),
    ...wasm.repeatWhileLess(taps, tap, get(PAIRS)),
    ...wasm.storeVector(
      add(get(OUT), get(column)),
      wasm.clipToBytes(
        wasm.clipToWords(finished(...s0), finished(...s1)),
        wasm.clipToWords(finished(...s2), finished(...s3)),
      ),
    ),
    ...increase(column, integer(16)),
  ];
  const oneRow: Code = [
    ...set(column, integer(0)),
    ...wasm.repeatWhileLess(block, column, get(LENGTH)),
    ...increase(FIRSTS, integer(4)),
    // The weights of the next row follow those of this one.
    ...set(WEIGHTS, get(weight)),
    ...increase(OUT, get(OUT_STRIDE)),
    ...increase(row, integer(1)),
  ];
  return {
    name: 'vertical',
    parameters: PARAMETERS,
    integers: 5,
    vectors: 13,
    body: wasm.repeatWhileLess(oneRow, row, get(ROWS)),
  };
}

/** The functions of the module: both passes. */
export const resizeKernel = (): readonly WasmFunction[] => [horizontal(), vertical()];
