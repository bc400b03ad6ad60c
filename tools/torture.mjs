// `npm run torture` (after `npm run setup`): ten million wrong calls of every kernel, in child processes that may die.
// `npm run torture -- parsers`: a million damaged files for each parser of packages/datasets and packages/weights.
// `npm run torture -- checkpoints`: ten thousand kills of processes that save checkpoints (packages/runs/torture).
// `-- --calls 1e5 --seed 7 --jobs 2 --shard 50000 --kernel Conv2D --out FILE`. Ctrl-C ends it with what it has.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compilePackage, removeCompiled } from '../packages/tensorflow/test/compile-package.mjs';
import { createProgress, duration } from './setup/progress.mjs';
import { ROOT } from './setup/workspace.mjs';
import { circumstances } from './torture/circumstances.mjs';
import { runShard } from './torture/shard.mjs';
import { Tally } from './torture/tally.mjs';

const RESULTS = join(ROOT, 'tools', 'torture', 'results');
/** A child that makes no thousand calls in this time hangs. */
const SILENCE_MS = 180_000;
const MAX_FAILURES = 20;
const PROGRAM = [
  'fuzz-program.ts',
  'fuzz-run.ts',
  'fuzz-values.ts',
  'fuzzer.ts',
  'kernel-samples.ts',
  'structured-samples.ts',
  'window-samples.ts',
];

const count = (name, text) => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${name} must be a whole number from 1, got ${text}.`);
};

function settings() {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '1e7' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      shard: { type: 'string', default: '100000' },
      kernel: { type: 'string', default: '' },
      out: { type: 'string' },
    },
  });
  const [calls, seed, jobs, shard] = ['calls', 'seed', 'jobs', 'shard'].map((name) =>
    count(name, values[name]),
  );
  const day = new Date().toISOString().slice(0, 10);
  const out = resolve(values.out ?? join(RESULTS, `${day}-${calls.toExponential().replace('+', '')}.json`));
  return { calls, seed, jobs, shard, kernel: values.kernel, out };
}

async function torture({ calls, seed, jobs, shard, kernel, out }, signal) {
  const folder = compilePackage([...PROGRAM, 'sample-values.ts']);
  const began = Date.now();
  const tally = new Tally();
  const running = new Map();
  const shards = Array.from({ length: Math.ceil(calls / shard) }, (_, index) => ({
    seed: seed + index,
    calls: Math.min(shard, calls - index * shard),
  }));
  const worker = async (job) => {
    for (let next = shards.shift(); next && !signal.aborted; next = shards.shift()) {
      if (tally.failures >= MAX_FAILURES) return;
      const lastCall = join(folder, `last-${job}.json`);
      const program = join(folder, 'test', 'fuzz-program.js');
      const args = ['--expose-gc', program, String(next.seed), String(next.calls), lastCall, kernel];
      const onCalls = (made) => running.set(job, made);
      tally.add(next.seed, await runShard({ args, lastCall, silenceMs: SILENCE_MS, signal, onCalls }));
      running.delete(job);
    }
  };
  const progress = createProgress();
  const done = progress.during('calls', () => {
    const made = [...running.values()].reduce((sum, value) => sum + value, tally.record().calls);
    const left = made > 0 ? duration(((Date.now() - began) / made) * (calls - made)) : '?';
    return `${made.toLocaleString('en-US')} of ${calls.toLocaleString('en-US')}, ${tally.failures} failures, ${left} left`;
  });
  try {
    await Promise.all(Array.from({ length: jobs }, (_, job) => worker(job)));
  } finally {
    done();
    removeCompiled(folder);
  }
  const found = tally.record();
  const record = {
    complete: found.calls === calls,
    seed,
    shard,
    ...(kernel === '' ? {} : { kernel }),
    ...circumstances(began),
    ...found,
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(record, undefined, 2)}\n`);
  return record;
}

/** Wrong calls of kernels; tells whether all were made, without failure. */
async function tortureKernels(signal) {
  const options = settings();
  const { calls, refused, crashes, hangs, leaks, complete, seconds } = await torture(options, signal);
  process.stdout.write(
    `${calls.toLocaleString('en-US')} calls in ${duration(seconds * 1000)}, ${refused.toLocaleString('en-US')} refused: ` +
      `${crashes.length} crashes, ${hangs.length} hangs, ${leaks.length} leaks; ${relative(process.cwd(), options.out)}\n`,
  );
  for (const { seed, how, call } of [...crashes, ...hangs])
    process.stderr.write(`seed ${seed}: ${how} in ${call}\n`);
  for (const { seed, call } of leaks) process.stderr.write(`seed ${seed}: left something behind: ${call}\n`);
  return complete && crashes.length + hangs.length + leaks.length === 0;
}

const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => abort.abort(name));
try {
  const [name, ...rest] = process.argv.slice(2);
  const others = {
    checkpoints: async () =>
      (await import('../packages/runs/torture/checkpoints.mjs')).tortureCheckpoints(rest, abort.signal),
    parsers: async () =>
      (await import('../packages/datasets/torture/parsers.mjs')).tortureParsers(rest, abort.signal),
  };
  const good = Object.hasOwn(others, name ?? '') ? await others[name]() : await tortureKernels(abort.signal);
  process.exitCode = abort.signal.aborted ? 130 : good ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
