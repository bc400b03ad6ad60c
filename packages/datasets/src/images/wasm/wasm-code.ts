import { signed, unsigned } from './wasm-module.ts';
import type { Code } from './wasm-module.ts';

// Each function writes the code that leaves one value, or none; operands are code that leaves theirs.

const simd = (operation: number): Code => [0xfd, ...unsigned(operation)];
const binary =
  (operation: Code) =>
  (left: Code, right: Code): Code => [...left, ...right, ...operation];
const unary =
  (operation: Code) =>
  (value: Code): Code => [...value, ...operation];

/** A constant. */
export const integer = (value: number): Code => [0x41, ...signed(value)];
/** The value of a variable. */
export const get = (variable: number): Code => [0x20, ...unsigned(variable)];
/** Gives a variable a value. */
export const set = (variable: number, value: Code): Code => [...value, 0x21, ...unsigned(variable)];
/** Sum of integers. */
export const add: (left: Code, right: Code) => Code = binary([0x6a]);
/** Adds to an integer variable. */
export const increase = (variable: number, value: Code): Code => set(variable, add(get(variable), value));
/** The integer at an address. */
export const load = (address: Code): Code => [...address, 0x28, 0, 0];
/** Writes an integer to an address. */
export const store = (address: Code, value: Code): Code => [...address, ...value, 0x36, 0, 0];
/** Repeats code at least once, as long as a variable is less than a value, without signs. */
export const repeatWhileLess = (body: Code, variable: number, end: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...get(variable),
  ...end,
  ...[0x49, 0x0d, 0, 0x0b],
];

/** Sixteen bytes at an address. */
export const loadVector = (address: Code): Code => [...address, ...simd(0x00), 0, 0];
/** Eight bytes at an address, and eight zeros. */
export const loadHalf = (address: Code): Code => [...address, ...simd(0x5d), 0, 0];
/** The integer at an address, four times. */
export const loadFourfold = (address: Code, offset = 0): Code => [
  ...address,
  ...simd(0x09),
  0,
  ...unsigned(offset),
];
/** Writes sixteen bytes to an address. */
export const storeVector = (address: Code, value: Code): Code => [...address, ...value, ...simd(0x0b), 0, 0];
/** A constant of sixteen bytes. */
export const vectorOf = (bytes: Code): Code => [...simd(0x0c), ...bytes];
/** Bytes of two vectors, of which those of the second count from 16. */
export const shuffle = (left: Code, right: Code, places: Code): Code => [
  ...left,
  ...right,
  ...simd(0x0d),
  ...places,
];
/** Bytes of a vector at places; 0 where the place is above 15. */
export const swizzle: (bytes: Code, places: Code) => Code = binary(simd(0x0e));
/** An integer, four times. */
export const fourfold: (value: Code) => Code = unary(simd(0x11));
/** One of the four integers of a vector. */
export const lane = (value: Code, place: number): Code => [...value, ...simd(0x1b), place];
/** Sixteen bytes out of two vectors of eight numbers of 16 bits, clipped to [0, 255]. */
export const clipToBytes: (left: Code, right: Code) => Code = binary(simd(0x66));
/** Eight numbers of 16 bits out of two vectors of four integers, clipped. */
export const clipToWords: (left: Code, right: Code) => Code = binary(simd(0x85));
/** The first eight bytes as numbers of 16 bits. */
export const firstAsWords: (bytes: Code) => Code = unary(simd(0x89));
/** The last eight bytes as numbers of 16 bits. */
export const lastAsWords: (bytes: Code) => Code = unary(simd(0x8a));
/** Four integers, each shifted to the left. */
export const shiftLeft = (value: Code, bits: number): Code => [...value, ...integer(bits), ...simd(0xab)];
/** Four integers, each shifted to the right with its sign. */
export const shiftRight = (value: Code, bits: number): Code => [...value, ...integer(bits), ...simd(0xac)];
/** Four sums of integers. */
export const addVectors: (left: Code, right: Code) => Code = binary(simd(0xae));
/** Four sums of two products each, of numbers of 16 bits with signs. */
export const dotPairs: (left: Code, right: Code) => Code = binary(simd(0xba));
