// @ts-check
/** Specs, and whole files of them, that look inside another package, so that there is nothing of ours to judge. */
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} NotApplicable one of `file`, `spec` and `specs`
 * @property {string} suite
 * @property {string} [file] a file of specs, without its ending
 * @property {string} [spec] the full name of a spec
 * @property {string} [specs] the beginning of the names of some
 * @property {string} reason
 */

/** @returns {NotApplicable[]} */
const entries = () => JSON.parse(readFileSync(new URL('not-applicable.json', import.meta.url), 'utf8'));

/** @param {string} suite @returns {string[]} the names of files */
export const notApplicableFiles = (suite) =>
  entries().flatMap((one) => (one.suite === suite && one.file !== undefined ? [one.file] : []));

/** @param {string} suite @returns {NotApplicable[]} those that are about specs */
export const notApplicableSpecs = (suite) =>
  entries().filter((one) => one.suite === suite && one.file === undefined);

/** @param {NotApplicable} entry @returns {string} what it says that it is about */
export const nameOf = ({ file, spec, specs }) => file ?? spec ?? specs ?? '';

/** @param {NotApplicable} entry @param {string} name @returns {boolean} whether it is about the spec of this name */
export const isAbout = ({ spec, specs }, name) =>
  spec === name || (specs !== undefined && name.startsWith(specs));
