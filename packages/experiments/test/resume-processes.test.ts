import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compilePackages, removeCompiled } from './compile-packages.mjs';
import { joinTrails, lastState, runTraining } from './training-child.ts';
import type { Mode } from './tiny-training.ts';

/** Two epochs and a half of 8 steps; an evaluation each 5 steps, and the rate drops after 7. */
const STEPS = 20;
/** First step, before an evaluation's state is kept, rate drop, epoch's end, in the middle of an epoch. */
const STOPS = [1, 5, 7, 8, 13];
const KILLS: Readonly<Record<Mode, number>> = { eager: 2, float32: 10, bfloat16: 2 };
/** So many that some are left after the kills. */
const stepsOfKilled = (mode: Mode): number => 6 * KILLS[mode];
const PACKAGES = {
  ...{ blocks: 'index', models: 'index', recipes: 'index', tensorflow: 'index', weights: 'index' },
  // All of runs needs all of datasets, which takes a process its time.
  runs: 'checkpoints/checkpoint-folder',
};

let compiled = '';
let root = '';
beforeAll(() => {
  compiled = compilePackages(PACKAGES, ['tiny-training.ts', 'training-program.ts']);
  root = mkdtempSync(join(tmpdir(), 'skipjack-resume-'));
});
afterAll(() => {
  removeCompiled(compiled);
  rmSync(root, { recursive: true, force: true });
});

interface Outcome {
  /** Losses, evaluations and a hash of the model's weights, as they were printed. */
  readonly trail: Record<string, string>;
  /** The last checkpoint. */
  readonly state: Record<string, string>;
}

const outcomeOf = async (trail: ReadonlyMap<string, string>, folder: string): Promise<Outcome> => ({
  trail: Object.fromEntries([...trail].sort(([a], [b]) => (a < b ? -1 : 1))),
  state: await lastState(folder),
});

const wholeRuns = new Map<string, Promise<Outcome>>();

/** A training that nobody interrupts. */
function whole(mode: Mode, steps: number): Promise<Outcome> {
  const name = `whole-${mode}-${steps}`;
  const run = async (): Promise<Outcome> => {
    const folder = join(root, name);
    const { code, trail, errors } = await runTraining(compiled, { folder, mode, steps });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect([...trail.keys()].filter((key) => key.startsWith('step'))).toHaveLength(steps);
    return outcomeOf(trail, folder);
  };
  const made = wholeRuns.get(name) ?? run();
  wholeRuns.set(name, made);
  return made;
}

/** One that is stopped after each of some steps, each time gone on with in a new process. */
async function stopped(mode: Mode, stops: readonly number[], forget?: 'draws'): Promise<Outcome> {
  const folder = join(root, `stopped-${mode}-${forget}`);
  const trail = new Map<string, string>();
  for (const stopAt of [...stops, undefined]) {
    const end = await runTraining(compiled, {
      ...{ folder, mode, steps: STEPS },
      ...(stopAt !== undefined && { stopAt }),
      ...(forget && { forget }),
    });
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 0, errors: '' });
    expect(joinTrails(trail, end.trail)).toEqual([]);
    if (stopAt !== undefined) expect((await lastState(folder))['step']).toBe(String(stopAt));
  }
  return outcomeOf(trail, folder);
}

/** Random numbers in [0, 1), the same ones in every run of the tests. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** One that is killed some times at random moments, then left alone. */
async function killed(mode: Mode): Promise<Outcome> {
  const folder = join(root, `killed-${mode}`);
  const random = randomNumbers(KILLS[mode]);
  const trail = new Map<string, string>();
  const orders = { folder, mode, steps: stepsOfKilled(mode), checkpointEvery: 2 };
  for (let kill = 0; kill < KILLS[mode]; kill++) {
    const moment = { steps: 1 + Math.floor(random() * 2.5), milliseconds: random() * 12 };
    const end = await runTraining(compiled, orders, moment);
    expect(end.signal, `${kill} ${end.errors}`).toBe('SIGKILL');
    expect(joinTrails(trail, end.trail)).toEqual([]);
  }
  const { code, errors, trail: last } = await runTraining(compiled, orders);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(joinTrails(trail, last)).toEqual([]);
  return outcomeOf(trail, folder);
}

const MODES: readonly Mode[] = ['eager', 'float32', 'bfloat16'];

test.concurrent.each<readonly [Mode, readonly number[]]>([
  ['eager', [5, 13]],
  ['float32', STOPS],
  ['bfloat16', [7, 8]],
])(
  '%s: stopped after %j, each time gone on with in a new process, all ends the same to the last bit',
  async (mode, stops) => {
    expect(await stopped(mode, stops)).toEqual(await whole(mode, STEPS));
  },
);

test.concurrent.each(MODES)(
  '%s: killed by SIGKILL at random moments, all ends the same to the last bit',
  async (mode) => {
    expect(await killed(mode)).toEqual(await whole(mode, stepsOfKilled(mode)));
  },
);

test.concurrent('a checkpoint that forgets how many masks dropout has drawn is noticed', async () => {
  const { trail } = await whole('float32', STEPS);
  const forgetful = (await stopped('float32', [13], 'draws')).trail;
  expect(forgetful['step 13']).toBe(trail['step 13']);
  expect(forgetful['step 14']).not.toBe(trail['step 14']);
  expect(forgetful[`weights ${STEPS}`]).not.toBe(trail[`weights ${STEPS}`]);
});
