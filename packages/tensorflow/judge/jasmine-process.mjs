// @ts-check
/** Runs the specs that have been declared in this process, and writes to a file what became of each. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbout, nameOf, notApplicableSpecs } from './not-applicable.mjs';

/** @type {any} it has no types */
const Jasmine = createRequire(import.meta.url)('jasmine');

/** As tfjs-core's `jasmine_util` asks for; its own setting goes to a second copy of jasmine. */
const SPEC_TIMEOUT_MS = 20_000;
const MESSAGE_LENGTH = 600;

/**
 * @typedef {object} SpecResult
 * @property {string} name the full name, suites first
 * @property {'passed' | 'failed' | 'skipped'} status `skipped` by the suite itself
 * @property {string[]} messages of the failed expectations
 * @property {number} milliseconds
 *
 * @typedef {object} Done what jasmine reports of a spec, a suite or the run
 * @property {string} fullName
 * @property {string} status
 * @property {{ message: string }[]} failedExpectations
 * @property {number | null} duration
 */

/** @param {{ message: string }[]} expectations */
const messagesOf = (expectations) => expectations.map(({ message }) => message.slice(0, MESSAGE_LENGTH));

/**
 * Makes jasmine's globals, which must be there before the first spec is imported.
 *
 * @param {{ file: string, suite: string, filter?: string | undefined }} options `file` gets one line of JSON as each spec starts
 *   and ends, so that it tells where the process was when it ended early; `filter` is a part of the names of those to run
 * @returns {(tensorflow: string) => Promise<void>} runs what has been declared since; takes the version of the library
 */
export function startJasmine({ file, suite, filter }) {
  const leftOut = notApplicableSpecs(suite);
  writeFileSync(file, '');
  const write = (/** @type {object} */ line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  const jasmine = new Jasmine({ projectBaseDir: process.cwd() });
  jasmine.exitOnCompletion = false;
  jasmine.loadConfig({ spec_files: [], random: false });
  jasmine.jasmine.DEFAULT_TIMEOUT_INTERVAL = SPEC_TIMEOUT_MS;
  jasmine.env.configure({
    specFilter(/** @type {{ getFullName(): string }} */ spec) {
      const name = spec.getFullName();
      const entry = leftOut.find((one) => isAbout(one, name));
      if (entry !== undefined) write({ notApplicable: nameOf(entry) });
      return entry === undefined && (filter === undefined || name.includes(filter));
    },
  });
  jasmine.clearReporters();
  jasmine.addReporter({
    specStarted: (/** @type {Done} */ { fullName }) => write({ started: fullName }),
    specDone(/** @type {Done} */ { fullName, status, failedExpectations, duration }) {
      if (status === 'excluded') return;
      write({
        name: fullName,
        status: status === 'pending' ? 'skipped' : status,
        messages: messagesOf(failedExpectations),
        milliseconds: duration ?? 0,
      });
    },
    // What fails outside a spec (afterAll, an unhandled rejection between two) belongs to no spec, and counts.
    suiteDone(/** @type {Done} */ { fullName, failedExpectations }) {
      if (failedExpectations.length > 0)
        write({ outside: fullName, messages: messagesOf(failedExpectations) });
    },
    jasmineDone(/** @type {Done} */ { failedExpectations }) {
      if (failedExpectations.length > 0)
        write({ outside: 'the whole run', messages: messagesOf(failedExpectations) });
      write({ done: true });
    },
  });
  return async (tensorflow) => {
    write({ tensorflow });
    await jasmine.execute();
  };
}
