// @ts-check
/** Time of one training step, each side in a process of its own, taking turns so that both meet the same machine. */
import { loadavg } from 'node:os';
import { median } from './statistics.mjs';
import { startWorker } from './worker-process.mjs';

const BASE = 'tf-layers-on-tfjs-node';
const SIDES = ['skipjack', 'tf-layers-on-skipjack', BASE];
const SETTINGS = { batch: 128, inputShape: [32, 32, 3], classes: 10 };
const WARM_UP = 2;

/** @param {{ depths?: number[], rounds?: number, steps?: number, log: (line: string) => void }} options */
export async function trainStep({ depths = [20, 56], rounds = 7, steps = 2, log }) {
  const results = [];
  for (const depth of depths) {
    const workers = SIDES.map(startWorker);
    const times = Object.fromEntries(SIDES.map((side) => [side, []]));
    const last = {};
    try {
      for (const worker of workers) {
        await worker.ask({ type: 'prepare', settings: { depth, ...SETTINGS } });
        await worker.ask({ type: 'run', steps: WARM_UP });
      }
      for (let round = 0; round < rounds; round++)
        for (const worker of workers) {
          last[worker.name] = await worker.ask({ type: 'run', steps });
          times[worker.name].push(last[worker.name].milliseconds);
        }
    } finally {
      for (const worker of workers) worker.stop();
    }
    const base = times[BASE];
    const sides = SIDES.map((side) => ({
      side,
      milliseconds: median(times[side]),
      min: Math.min(...times[side]),
      max: Math.max(...times[side]),
      // The ratio is taken round by round, between neighbours in time.
      ratio: median(times[side].map((time, round) => time / base[round])),
      rssMegabytes: Math.round(last[side].rss / 1e6),
    }));
    for (const { side, milliseconds, min, max, ratio, rssMegabytes } of sides)
      log(
        `resnet${depth}  ${side.padEnd(22)} ${milliseconds.toFixed(0).padStart(6)} ms/step  (${min.toFixed(0)} to ${max.toFixed(0)})  ratio ${ratio.toFixed(2)}  ${rssMegabytes} MB`,
      );
    results.push({ net: `resnet${depth}`, ...SETTINGS, rounds, steps, load: loadavg()[0], sides });
  }
  return results;
}
