/** What a field of a step must be; answers with words where a value is not that. */
export interface Field {
  readonly required: boolean;
  /** Such as "a positive whole number of pixels". */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const isNumber = (value: unknown, low: number, high: number): value is number =>
  typeof value === 'number' && value >= low && value <= high;
const isWhole = (value: unknown, low: number, high: number): boolean =>
  Number.isInteger(value) && isNumber(value, low, high);
const isLevel = (value: unknown): boolean => isWhole(value, 0, 255);
const isFill = (value: unknown): boolean => isLevel(value) || (isList(value, 1, 3) && value.every(isLevel));
const isList = (value: unknown, least: number, most: number): value is readonly unknown[] =>
  Array.isArray(value) && value.length >= least && value.length <= most;

/** The greatest side of an image that a step makes. */
const LARGEST = 16_384;

/** A number of pixels, at least 1. */
export const pixels: Field = {
  required: true,
  expected: `a whole number of pixels from 1 to ${LARGEST}`,
  accepts: (value) => isWhole(value, 1, LARGEST),
};

/** A whole number in a range. */
export const whole = (low: number, high: number): Field => ({
  required: true,
  expected: `a whole number from ${low} to ${high}`,
  accepts: (value) => isWhole(value, low, high),
});

/** A number in a range. */
export const number = (low: number, high: number): Field => ({
  required: true,
  expected: `a number from ${low} to ${high}`,
  accepts: (value) => isNumber(value, low, high),
});

/** Two numbers in order, both in a range that does not include its lower end. */
export const range = (low: number, high: number): Field => ({
  required: true,
  expected: `two numbers, the smaller first, above ${low} and up to ${high}`,
  accepts: (value) =>
    isList(value, 2, 2) &&
    value.every((end) => isNumber(end, low, high) && end > low) &&
    Number(value[0]) <= Number(value[1]),
});

/** One of some words. */
export const word = (...words: readonly string[]): Field => ({
  required: true,
  expected: words.map((each) => `'${each}'`).join(' or '),
  accepts: (value) => typeof value === 'string' && words.includes(value),
});

/** A colour. */
export const colour: Field = {
  required: true,
  expected: 'a level from 0 to 255 or a list of one for each channel',
  accepts: isFill,
};

/** A colour or the word noise. */
export const colourOrNoise: Field = {
  required: true,
  expected: `${colour.expected}, or 'noise'`,
  accepts: (value) => value === 'noise' || isFill(value),
};

/** Three finite numbers. */
export const triple: Field = {
  required: true,
  expected: 'three numbers',
  accepts: (value) => isList(value, 3, 3) && value.every((each) => isNumber(each, -1e6, 1e6)),
};

/** Three times three finite numbers. */
export const matrix: Field = {
  required: true,
  expected: 'three rows of three numbers',
  accepts: (value) => isList(value, 3, 3) && value.every((row) => triple.accepts(row)),
};

/** The same, where it may be left out. */
export const optional = (field: Field): Field => ({ ...field, required: false });
