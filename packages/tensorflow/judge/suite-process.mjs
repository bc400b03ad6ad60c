// @ts-check
/** Runs one suite in a process of its own, so that a crash in native code is a result and not the end of the judge. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMIT_MS = 10 * 60_000;
const LOG_LINES = 20;

/**
 * @typedef {import('./jasmine-process.mjs').SpecResult} SpecResult
 *
 * @typedef {object} SuiteRun
 * @property {SpecResult[]} specs in the order in which they ran
 * @property {string[]} notApplicable the entry of not-applicable.json by which a spec did not run, once for each spec
 * @property {string[]} trouble what went wrong outside of a spec, one sentence each
 * @property {boolean} done whether the process came to its end
 * @property {string | undefined} tensorflow the library's version
 * @property {number} seconds
 */

/** @param {string} file */
const linesOf = (file) => {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
};

/**
 * @param {string[]} lines of JSON, as `startJasmine` writes them; the last may be cut short
 * @returns {Omit<SuiteRun, 'seconds'> & { running: string | undefined }} `running` is the spec that started and
 *   did not end
 */
export function readResults(lines) {
  /** @type {ReturnType<typeof readResults>} */
  const results = {
    specs: [],
    notApplicable: [],
    trouble: [],
    tensorflow: undefined,
    done: false,
    running: undefined,
  };
  for (const line of lines) {
    /** @type {any} */
    let entry;
    try {
      entry = JSON.parse(line);
    } catch {
      continue;
    }
    if (entry.started !== undefined) results.running = entry.started;
    else if (entry.status !== undefined) {
      results.specs.push(entry);
      results.running = undefined;
    } else if (entry.outside !== undefined)
      results.trouble.push(`${entry.outside}, outside of a spec: ${entry.messages.join(' | ')}`);
    else if (entry.notApplicable !== undefined) results.notApplicable.push(entry.notApplicable);
    else if (entry.tensorflow !== undefined) results.tensorflow = entry.tensorflow;
    else if (entry.done) results.done = true;
  }
  return results;
}

/**
 * The specs run in an empty folder, which is removed with what they leave in it.
 *
 * @param {{ program: string, engine: string, filter?: string | undefined }} options `program` is the suite's file in this
 *   folder; `engine` the built entry that registers the backend
 * @returns {Promise<SuiteRun>}
 */
export async function runSuite({ program, engine, filter }) {
  const folder = mkdtempSync(join(tmpdir(), 'skipjack-judge-'));
  const file = join(folder, 'results.jsonl');
  const log = join(folder, 'log.txt');
  const began = performance.now();
  const sink = openSync(log, 'w');
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      fileURLToPath(new URL(program, import.meta.url)),
      file,
      engine,
      ...(filter === undefined ? [] : [filter]),
    ],
    { cwd: folder, stdio: ['ignore', sink, sink] },
  );
  closeSync(sink);
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const end = await new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) =>
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    );
  });
  clearTimeout(timer);
  const { running, ...results } = readResults(linesOf(file));
  if (!results.done || end !== 'ended with code 0')
    results.trouble.push(
      `${program} ${end}${running === undefined ? '' : ` in "${running}"`}; its last words:\n${linesOf(log).slice(-LOG_LINES).join('\n')}`,
    );
  rmSync(folder, { recursive: true, force: true });
  return { ...results, seconds: Math.round((performance.now() - began) / 100) / 10 };
}
