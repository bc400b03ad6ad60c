// @ts-check
/** The engine beside tfjs-node's own add-on on the same TensorFlow library: processes of their own, taking turns. */
import { loadavg } from 'node:os';
import { firstResult } from './first-result.mjs';
import { spread } from './statistics.mjs';
import { startWorker } from './worker-process.mjs';

const BASE = 'tfjs-node';
const SIDES = ['skipjack', BASE];

/**
 * What is timed: `steps` at a time, in each of `rounds` rounds, and `count` results a step. The target is the ratio of
 * Skipjack's time to tfjs-node's that is wanted at most.
 */
const TASKS = [
  {
    task: 'small-op',
    what: 'an eager op on [2, 2] (add, relu), disposal included',
    unit: 'ns',
    target: 1,
    ...{ warmUp: 40, steps: 10, rounds: 15, count: 2000 },
    settings: { repeat: 1000 },
  },
  {
    task: 'tensor-4mb',
    what: 'a tensor of 4 MB made from a Float32Array and read back natively',
    unit: 'us',
    target: 0.7,
    ...{ warmUp: 60, steps: 40, rounds: 15, count: 1 },
    settings: { side: 1024 },
  },
  {
    task: 'first-result',
    what: 'a new process to its first result: Node, `import` with tf.layers, TensorFlow, one matMul',
    unit: 'ms',
    target: 1,
    ...{ warmUp: 1, steps: 1, rounds: 9, count: 1 },
    worker: (side) => `first-result-${side}.mjs`,
  },
  {
    task: 'first-result-require',
    what: 'the same by `require`',
    unit: 'ms',
    target: 1,
    ...{ warmUp: 1, steps: 1, rounds: 9, count: 1 },
    worker: (side) => `first-result-${side}.cjs`,
  },
  {
    task: 'cnn-step',
    what: 'trainOnBatch of a tf.layers CNN: 3 x (conv, batch norm, ReLU, max pool), 2 x dense, Adam; batch 32, 32x32x3',
    unit: 'ms',
    target: 0.5,
    ...{ warmUp: 4, steps: 3, rounds: 9, count: 1 },
    settings: { batch: 32, inputShape: [32, 32, 3], classes: 10 },
  },
];
const PER_MILLISECOND = { ns: 1e6, us: 1e3, ms: 1 };

/** Milliseconds of one step, asked of a side again and again. */
async function open({ task, settings, worker: program }, side) {
  if (program !== undefined)
    return {
      side,
      time: async () => ({ milliseconds: await firstResult(program(side)) }),
      stop: () => undefined,
    };
  const worker = startWorker(`engine-${side}`);
  const { tensorflow } = await worker.ask({ type: 'prepare', settings: { task, ...settings } });
  return { side, tensorflow, time: (steps) => worker.ask({ type: 'run', steps }), stop: worker.stop };
}

async function measure(task, rounds) {
  const times = Object.fromEntries(SIDES.map((side) => [side, []]));
  const last = {};
  const opened = [];
  try {
    for (const side of SIDES) opened.push(await open(task, side));
    const versions = new Set(opened.map(({ tensorflow }) => tensorflow));
    if (versions.size > 1)
      throw new Error(`The sides have different TensorFlows: ${[...versions].join(', ')}.`);
    for (const { time } of opened) await time(task.warmUp);
    for (let round = 0; round < rounds; round++)
      // Who begins changes, so that what one side leaves behind falls on both.
      for (const { side, time } of round % 2 === 0 ? opened : opened.toReversed()) {
        last[side] = await time(task.steps);
        times[side].push((last[side].milliseconds * PER_MILLISECOND[task.unit]) / task.count);
      }
  } finally {
    for (const { stop } of opened) stop();
  }
  return { times, last, tensorflow: opened[0].tensorflow };
}

/** @param {{ only?: string, rounds?: number, log: (line: string) => void }} options */
export async function engine({ only, rounds: wanted, log }) {
  const results = [];
  for (const task of TASKS.filter(({ task: name }) => only === undefined || name === only)) {
    const rounds = wanted ?? task.rounds;
    const before = loadavg()[0];
    const { times, last, tensorflow } = await measure(task, rounds);
    const ratio = spread(times.skipjack.map((time, round) => time / times[BASE][round]));
    const sides = SIDES.map((side) => ({
      side,
      ...spread(times[side]),
      rssMegabytes: last[side].rss === undefined ? undefined : Math.round(last[side].rss / 1e6),
    }));
    for (const { side, median, p10, p90 } of sides)
      log(
        `${task.task.padEnd(20)} ${side.padEnd(10)} ${median.toFixed(0).padStart(6)} ${task.unit}  (${p10.toFixed(0)} to ${p90.toFixed(0)})`,
      );
    log(
      `${task.task.padEnd(20)} ratio ${ratio.median.toFixed(2)} (${ratio.p10.toFixed(2)} to ${ratio.p90.toFixed(2)}), wanted at most ${task.target.toFixed(1)}: ${ratio.median <= task.target ? 'met' : 'MISSED'}`,
    );
    const { task: name, what, unit, target, steps } = task;
    results.push({
      ...{ task: name, what, unit, target, rounds, steps, tensorflow },
      ...{ loadBefore: before, load: loadavg()[0], ratio, sides },
    });
  }
  return results;
}
