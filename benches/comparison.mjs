// @ts-check
/** Training and inference side by side: each contestant a process of its own, all of them taking turns, one task after another. */
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { countingRounds, hasRoom, headline, ratiosOf, stepsFor } from './comparison-ratios.mjs';
import { contestantsOf, makeArtifact, startContestant } from './contestants.mjs';
import { RECIPE, tasksOf } from './nets.mjs';
import { availableMemory, memoryOf, watchOthers } from './process-facts.mjs';
import { median, spread } from './statistics.mjs';

const ROUNDS = 7;
const WARM_UP = 2;
const TURN_MILLISECONDS = 1000;
/** The longest that an answer may take; torch.compile of a deep net on a busy machine is the slowest. */
const LIMIT_MINUTES = 20;

/** Asks, and ends a worker that does not answer in time. */
async function ask(worker, message) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      worker.kill();
      reject(new Error(`${worker.name} did not answer ${message.type} in ${LIMIT_MINUTES} minutes.`));
    }, LIMIT_MINUTES * 60_000);
  });
  try {
    return await Promise.race([worker.ask(message), late]);
  } finally {
    clearTimeout(timer);
  }
}

function expectEqual(worker, task, ready, sample) {
  if (ready.params !== task.params)
    throw new Error(`${worker.name}: ${task.net} has ${ready.params} parameters there, not ${task.params}.`);
  if (sample !== undefined && JSON.stringify(sample) !== JSON.stringify(ready.sample))
    throw new Error(`${worker.name} computes on other values: ${ready.sample}, not ${sample}.`);
}

/** Starts a contestant and brings it to where a turn may be timed. */
async function open({ contestant, task, sample, machine }) {
  const settings = { ...task, ...RECIPE, mode: contestant.mode };
  const artifact = machine.artifact(contestant, settings);
  const began = performance.now();
  const worker = machine.start(contestant);
  try {
    const { versions } = await ask(worker, { type: 'hello' });
    const importMilliseconds = performance.now() - began;
    const asked = performance.now();
    const ready = await ask(worker, { type: 'prepare', settings: { ...settings, artifact } });
    const buildMilliseconds = performance.now() - asked;
    expectEqual(worker, task, ready, sample);
    const first = await ask(worker, { type: 'run', steps: 1 });
    const warm = await ask(worker, { type: 'run', steps: WARM_UP });
    const second = await ask(worker, { type: 'run', steps: 1 });
    return {
      ...{ contestant, worker, sample: ready.sample },
      steps: stepsFor(Math.min(warm.milliseconds, second.milliseconds), TURN_MILLISECONDS),
      facts: {
        versions: { ...versions, ...(ready.tensorflow ? { tensorflow: ready.tensorflow } : {}) },
        ...{ importMilliseconds, buildMilliseconds, firstStepMilliseconds: first.milliseconds },
        ...(ready.threads === undefined ? {} : { threads: ready.threads }),
      },
    };
  } catch (error) {
    worker.kill();
    throw error;
  } finally {
    if (artifact !== undefined) rmSync(artifact.folder, { recursive: true, force: true });
  }
}

/** Rounds of those that are open, in alternating order, up to twice as many where others disturb some. Who fails falls out. */
async function runRounds({ opened, wanted, fail }) {
  /** By round, by place in `opened`. */
  const rounds = [];
  const running = new Set(opened.keys());
  const turn = async ({ worker, steps }) => {
    const othersOf = watchOthers(worker.pid);
    const { milliseconds, loss } = await ask(worker, { type: 'run', steps });
    // Arithmetic with NaN takes another time.
    if (loss === null || !Number.isFinite(loss)) throw new Error(`${worker.name}: the result is not finite.`);
    return { milliseconds, loss, others: othersOf() ?? 0 };
  };
  const count = () =>
    countingRounds(
      rounds.map((turns) => [...running].map((place) => turns[place].others)),
      wanted,
    );
  while (running.size > 0 && (rounds.length < wanted || (rounds.length < 2 * wanted && !count().quiet))) {
    const turns = [];
    const places = [...running];
    for (const place of rounds.length % 2 === 0 ? places : places.toReversed())
      try {
        turns[place] = await turn(opened[place]);
      } catch (error) {
        running.delete(place);
        fail(opened[place].contestant, error);
      }
    rounds.push(turns);
  }
  const { rounds: counting, quiet } = count();
  return [...running].map((place) => {
    const turns = counting.map((round) => rounds[round][place]);
    return {
      ...{ entry: opened[place], quiet, loss: turns.at(-1).loss },
      times: turns.map(({ milliseconds }) => milliseconds),
      othersBusy: median(turns.map(({ others }) => others)),
    };
  });
}

/** As many contestants as have room, the anchor first; the rest are left in `waiting`. */
async function openHeat({ task, anchor, waiting, fail, machine }) {
  const opened = [];
  const tryOpen = async (contestant) => {
    try {
      opened.push(await open({ contestant, task, sample: opened[0]?.sample, machine }));
    } catch (error) {
      fail(contestant, error);
    }
  };
  if (anchor !== undefined) await tryOpen(anchor);
  while (waiting.length > 0) {
    const idle = opened.map(({ worker }) => memoryOf(worker.pid));
    const wanted = task.gigabytes * 1e9;
    // Two at least, without which there is nothing to compare.
    if (opened.length >= 2 && !hasRoom({ available: machine.available(), idle, wanted })) break;
    await tryOpen(waiting.shift());
  }
  return opened;
}

/** The figures of one contestant in one heat. */
function figuresOf({ entry, quiet, times, othersBusy, loss }, { batch }) {
  const { contestant, worker, steps, facts } = entry;
  const { peak } = memoryOf(worker.pid);
  const { median: milliseconds, p10, p90 } = spread(times);
  return {
    ...{ contestant: contestant.id, quiet, steps, milliseconds, p10, p90 },
    imagesPerSecond: (1000 * batch) / milliseconds,
    peakMegabytes: peak === undefined ? undefined : Math.round(peak / 1e6),
    ...{ othersBusy, loss, ...facts, times },
  };
}

const MACHINE = { start: startContestant, artifact: makeArtifact, available: availableMemory };

/**
 * Everything about one task: the times of all contestants, in as many heats as the memory asks for.
 *
 * @param {{ task: any, contestants: any[], rounds: number, log: (line: string) => void, machine?: typeof MACHINE }} options
 */
export async function compare({ task, contestants, rounds, log, machine = MACHINE }) {
  const loadBefore = loadavg()[0];
  const waiting = [...contestants];
  const heats = [];
  const sides = [];
  const failed = [];
  const fail = ({ id }, error) => {
    failed.push({ contestant: id, failed: headline(error.message) });
    log(`${task.id.padEnd(24)} ${id.padEnd(18)} FAILED: ${headline(error.message)}`);
  };
  let anchor;
  while (waiting.length > 0) {
    const opened = await openHeat({ task, anchor, waiting, fail, machine });
    try {
      const series = await runRounds({ opened, wanted: rounds, fail });
      heats.push(Object.fromEntries(series.map(({ entry, times }) => [entry.contestant.id, times])));
      anchor ??= series[0]?.entry.contestant;
      for (const one of series)
        // The anchor's figures are those of its first heat.
        if (!sides.some(({ contestant }) => contestant === one.entry.contestant.id))
          sides.push({ heat: heats.length, ...figuresOf(one, task) });
    } finally {
      // Their memory is to be free before others start.
      await Promise.all(opened.map(({ worker }) => worker.stop()));
    }
  }
  return { task, loadBefore, load: loadavg()[0], rounds, heats, anchor: anchor?.id, sides, failed };
}

/** What is kept of a comparison, with the ratios. */
export function recordOf({ task, loadBefore, load, rounds, heats, anchor, sides, failed, peers }) {
  const { id, net, batch, precision, inputShape, classes, params, target } = task;
  const { best, ratio } = ratiosOf({ heats, anchor, peers });
  const against = target.against ?? best;
  return {
    ...{
      id,
      net,
      batch,
      precision,
      inputShape,
      classes,
      params,
      target,
      rounds,
      loadBefore,
      load,
      best,
      against,
    },
    sides: sides.map((side) => ({
      ...side,
      ratio: ratio(side.contestant, best),
      ratioToTarget: ratio(side.contestant, against),
    })),
    failed,
  };
}

/**
 * @param {{ task: 'training' | 'inference', only?: string, who?: string[], rounds?: number, log: (line: string) => void,
 * onResult?: (results: object[]) => void }} options `onResult` is called after each task with the results until then
 */
export async function comparison({ task: kind, only, who, rounds = ROUNDS, log, onResult }) {
  const engine = await import('@skipjack/tensorflow');
  const results = [];
  for (const task of tasksOf(kind, only)) {
    const contestants = contestantsOf(task, { who, has: (name) => Object.hasOwn(engine, name) });
    const peers = contestants.filter(({ ours }) => ours !== true).map(({ id }) => id);
    const measured = await compare({ task, contestants, rounds, log });
    const record = recordOf({ ...measured, peers });
    for (const side of record.sides.toSorted((a, b) => a.milliseconds - b.milliseconds))
      log(sideLine(record, side));
    results.push(record);
    onResult?.(results);
  }
  return results;
}

function sideLine({ id }, side) {
  const { contestant, milliseconds, p10, p90, imagesPerSecond, ratio, peakMegabytes, othersBusy } = side;
  const starts = [side.importMilliseconds, side.buildMilliseconds, side.firstStepMilliseconds];
  return [
    id.padEnd(24),
    contestant.padEnd(18),
    `${milliseconds.toFixed(1).padStart(8)} ms (${p10.toFixed(1)} to ${p90.toFixed(1)})`,
    `${imagesPerSecond.toFixed(1)} images/s`,
    `ratio ${ratio?.toFixed(2) ?? '-'}`,
    `${peakMegabytes ?? '-'} MB`,
    `${starts.map((time) => (time / 1000).toFixed(1)).join(' + ')} s`,
    `others ${othersBusy.toFixed(1)} cores${side.quiet ? '' : ' (disturbed)'}`,
  ].join('  ');
}
