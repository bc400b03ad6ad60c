// `npm run torture -- parsers [--inputs 1e6] [--parser tfrecord,zip] [--seconds 60] [--seed 1] [--jobs 2] [--out FILE]`: damaged files for every
// parser, in threads. A file that takes over a second each time is a fault; a heap of over 512 MiB or a process of over 2 GiB is a memory fault. Each
// file is a pure function of its number. With --seconds a parser ends after that time with what it has. Writes a record.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createProgress, duration } from '../../../tools/setup/progress.mjs';
import { ROOT } from '../../../tools/setup/workspace.mjs';
import { circumstances } from '../../../tools/torture/circumstances.mjs';
import { compileDatasets, removeCompiled } from './compile-datasets.mjs';

const SHARD = 250_000;
/** A file that takes this long each time is a fault that the thread itself finds. */
const SLOW_MS = 1000;
/** A thread that makes no step in this time does not come back. */
const HANG_MS = 10_000;
/** A thread that starts has its modules to load. */
const START_MS = 60_000;
const LOOK_MS = 100;
const MOST_HEAP_MIB = 512;
const MOST_RESIDENT = 2 * 2 ** 30;
const MOST_FAULTS = 20;

const count = (name, text) => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${name} must be a whole number from 1, got ${text}.`);
};

function settings(args) {
  const { values } = parseArgs({
    args,
    options: {
      inputs: { type: 'string', default: '1e6' },
      parser: { type: 'string', default: '' },
      seconds: { type: 'string', default: String(1e9) },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      out: { type: 'string' },
    },
  });
  const [inputs, seconds, seed, jobs] = ['inputs', 'seconds', 'seed', 'jobs'].map((name) =>
    count(name, values[name]),
  );
  const day = new Date().toISOString().slice(0, 10);
  const name = `parsers-${day}-${inputs.toExponential().replace('+', '')}.json`;
  const out = resolve(values.out ?? join(ROOT, 'tools', 'torture', 'results', name));
  return { inputs, seconds, seed, jobs, out, wanted: values.parser.split(',').filter((one) => one !== '') };
}

/** What the process has computed, in milliseconds. */
const computed = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

/** Runs a parser on some files in a thread, and ends the thread where it hangs or takes too much. */
function runThread({ folder, parser, first, size, seconds, signal }) {
  const place = new SharedArrayBuffer(4);
  const counter = new Int32Array(place);
  const worker = new Worker(new URL('parser-worker.mjs', import.meta.url), {
    workerData: { folder, parser, first, count: size, seconds, place },
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
  });
  return new Promise((done) => {
    let last = 0;
    let since = performance.now();
    let before = computed();
    let resident = 0;
    let answered = false;
    const finish = (answer) => {
      if (answered) return;
      answered = true;
      clearInterval(watch);
      signal.removeEventListener('abort', stop);
      void worker.terminate().then(() => done({ read: last, resident, ...answer }));
    };
    const fault = (how) => finish({ fault: { file: first + Math.max(0, last - 1), how } });
    const stop = () => finish({});
    const watch = setInterval(() => {
      const now = performance.now();
      const at = Atomics.load(counter, 0);
      resident = Math.max(resident, process.memoryUsage.rss());
      if (at !== last) [last, since, before] = [at, now, computed()];
      // A thread that the machine gives no time to does not hang: the process must have computed that long, too.
      else if (now - since > (at === 0 ? START_MS : HANG_MS) && computed() - before > HANG_MS) fault('hangs');
      if (resident > MOST_RESIDENT) fault(`takes ${Math.round(resident / 2 ** 20)} MiB`);
    }, LOOK_MS);
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', (result) => {
      last = result.accepted + result.refused + result.others.length;
      finish({ result });
    });
    worker.once('error', (error) => {
      last = Atomics.load(counter, 0);
      fault(`ends its thread: ${error.stack ?? error.message}`);
    });
    worker.once('exit', (code) => {
      last = Atomics.load(counter, 0);
      fault(`ends its thread with ${code}`);
    });
  });
}

/** Takes turns: a shard of each parser, so that a run that is ended early has some of all. */
function* shardsOf(tallies, { inputs, seed }) {
  for (let start = 0; start < inputs; start += SHARD) {
    const size = Math.min(SHARD, inputs - start);
    for (const tally of tallies) yield { tally, first: seed + start, size };
  }
}

async function torture({ inputs, seconds, seed, jobs, wanted }, signal) {
  const folder = compileDatasets();
  const { FUZZ_PARSERS, removeFuzzFiles } = await import(
    pathToFileURL(join(folder, 'test', 'fuzz-parsers.js')).href
  );
  const names = [...FUZZ_PARSERS.keys(), 'safetensors'];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    removeCompiled(folder);
    throw new Error(`--parser ${unknown} is none; give some of ${names.join(', ')}.`);
  }
  const tallies = (wanted.length === 0 ? names : wanted).map((parser) => ({
    ...{ parser, inputs: 0, accepted: 0, refused: 0, slowestMs: 0, seconds: 0, residentMiB: 0, faults: [] },
  }));
  const shards = shardsOf(tallies, { inputs, seed });
  const one = async () => {
    for (const { tally, first, size } of shards) {
      if (signal.aborted) return;
      if (tally.seconds > seconds || tally.faults.length >= MOST_FAULTS) continue;
      const began = performance.now();
      // A file that ends its thread is passed over.
      for (let next = first; next < first + size && !signal.aborted && tally.faults.length < MOST_FAULTS;) {
        const { parser } = tally;
        const left = seconds - tally.seconds - (performance.now() - began) / 1000;
        if (left <= 0) break;
        const answer = await runThread({
          ...{ folder, parser, first: next, size: first + size - next },
          ...{ seconds: left, signal },
        });
        add(tally, answer);
        next += answer.fault === undefined ? size : answer.read;
      }
      tally.seconds += (performance.now() - began) / 1000;
    }
  };
  const done = createProgress().during('files', () => summary(tallies));
  try {
    await Promise.all(Array.from({ length: jobs }, one));
  } finally {
    done();
    removeFuzzFiles();
    removeCompiled(folder);
  }
  return tallies.map((tally) => ({ ...tally, seconds: Math.round(tally.seconds) }));
}

function add(tally, { read, resident, result, fault }) {
  tally.inputs += read;
  tally.residentMiB = Math.max(tally.residentMiB, Math.round(resident / 2 ** 20));
  if (fault !== undefined) tally.faults.push(fault);
  if (result === undefined) return;
  tally.accepted += result.accepted;
  tally.refused += result.refused;
  tally.slowestMs = Math.max(tally.slowestMs, Math.round(result.slowest));
  for (const how of result.others) tally.faults.push({ how });
}

/** What the progress and the last line say. */
function summary(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const faults = tallies.reduce((total, tally) => total + tally.faults.length, 0);
  return `${sum('inputs').toLocaleString('en-US')} damaged files for ${tallies.length} parsers, ${sum('refused').toLocaleString('en-US')} refused: ${faults} faults`;
}

/**
 * Reads damaged files, and writes what came of it.
 *
 * @param {string[]} args command line after the name
 * @param {AbortSignal} signal ends it with what it has
 * @returns {Promise<boolean>} whether there was no fault
 */
export async function tortureParsers(args, signal) {
  const options = settings(args);
  const began = Date.now();
  const parsers = await torture(options, signal);
  const { inputs, seed, out } = options;
  const complete = parsers.every((tally) => tally.inputs === inputs);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(
    out,
    `${JSON.stringify({ complete, seed, slowMs: SLOW_MS, ...circumstances(began), parsers }, undefined, 2)}\n`,
  );
  process.stdout.write(
    `${summary(parsers)} in ${duration(Date.now() - began)}; ${relative(process.cwd(), out)}\n`,
  );
  for (const { parser, faults } of parsers)
    for (const { file, how } of faults) process.stderr.write(`${parser}, file ${file ?? '?'}: ${how}\n`);
  return parsers.every(({ faults }) => faults.length === 0);
}
