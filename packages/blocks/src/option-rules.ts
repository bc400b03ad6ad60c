// What the options of several functions may be.
import type { Check } from './argument-checks.ts';

/** An integer of at least 1. */
export const count: Check = (value) =>
  (Number.isSafeInteger(value) && Number(value) > 0) || 'an integer of at least 1';

/** An integer of at least 0. */
export const countOrNone: Check = (value) =>
  value === 0 || count(value) === true || 'an integer of at least 0';

/** An integer of 32 bits without sign. */
export const seed32: Check = (value) => value === Number(value) >>> 0 || 'an integer from 0 to 4294967295';

/** A number in [0, 1). */
export const fraction: Check = (value) =>
  (typeof value === 'number' && value >= 0 && value < 1) || 'at least 0 and less than 1';

/** A number in (0, 1]. */
export const probability: Check = (value) =>
  (typeof value === 'number' && value > 0 && value <= 1) || 'a probability above 0 and at most 1';

/** A finite number of at least 0. */
export const notNegative: Check = (value) =>
  (typeof value === 'number' && value >= 0 && value < Infinity) || 'a number of at least 0';

/** A finite number above 0. */
export const positive: Check = (value) =>
  (typeof value === 'number' && value > 0 && value < Infinity) || 'a number above 0';

/** A finite number. */
export const finite: Check = (value) => Number.isFinite(value) || 'a finite number';

/** A string. */
export const text: Check = (value) => typeof value === 'string' || 'a string';

/** What can be the beginning of layer names. */
export const layerName: Check = (value) =>
  (typeof value === 'string' && /^[A-Za-z0-9][\w.-]*$/.test(value)) ||
  "letters, digits and underscores, such as 'stage1_block1'";

/** A function that makes an initialiser. */
export const seededInitializer: Check = (value) =>
  typeof value === 'function' || 'a function such as heNormal';

/** Yes or no. */
export const FLAG: readonly boolean[] = [true, false];

/** What scales start from. */
export const GAMMAS: readonly string[] = ['ones', 'zeros'];
