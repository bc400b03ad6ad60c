import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { checkpointFolder } from '../src/checkpoints/checkpoint-folder.ts';
import { runChild } from './run-child.ts';
import { sampleState } from './sample-state.ts';

/** What became of many kills. */
export interface KillCounts {
  /** Kills by SIGKILL. */
  kills: number;
  /** Those that hit a save under way. */
  duringSave: number;
  /** Checkpoints that were loaded afterwards, each whole. */
  loaded: number;
  /** Temporary folders that kills left, which the next save removed. */
  halfWritten: number;
  /** What went wrong. */
  failures: string[];
}

/** Options of {@link killRounds}. */
export interface KillRoundsOptions {
  /** Folder with the compiled programs. */
  readonly compiled: string;
  /** Folder of the checkpoints. */
  readonly folder: string;
  /** How often a child is killed. */
  readonly kills: number;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  /** Ends the rounds. */
  readonly signal?: AbortSignal;
  /** Is told the counts after each kill. */
  readonly onKill?: (counts: KillCounts) => void;
}

/** Milliseconds after a save began within which a child is killed: some four saves. */
const WITHIN_MS = 60;

const lastOf = (lines: readonly string[], what: string): number =>
  Math.max(0, ...lines.filter((line) => line.startsWith(what)).map((line) => Number(line.split(' ')[1])));

const isWhole = (step: number, text: string): boolean => text === contentOf(sampleState(step, 20_000));

/** All of a state as text, to compare. */
function contentOf({ step, tensors, record }: ReturnType<typeof sampleState>): string {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    step,
    record,
    sorted.map(([name, { dtype, shape, data }]) => [
      name,
      dtype,
      shape,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
    ]),
  ]);
}

async function look(folder: string, saved: number, begun: number, counts: KillCounts): Promise<number> {
  const store = checkpointFolder({
    folder,
    onSkipped: ({ path, reason }) => counts.failures.push(`${path}: ${reason}`),
  });
  const states = [await store.load('last'), await store.load('best')].filter((state) => state !== undefined);
  for (const state of states) {
    counts.loaded += 1;
    if (!isWhole(state.step, contentOf(state)))
      counts.failures.push(`step ${state.step} is not what was saved`);
  }
  const newest = Math.max(0, ...states.map(({ step }) => step));
  if (newest < saved || newest > begun)
    counts.failures.push(`step ${newest} is found, ${saved} was saved, ${begun} begun`);
  return newest;
}

/**
 * Kills children that save in a loop, each at a random moment of a save or between two, and loads after each kill: the newest
 * checkpoint is the last one that was reported as saved, or the one that was being saved.
 */
export async function killRounds(options: KillRoundsOptions): Promise<KillCounts> {
  const { compiled, folder, kills, random, signal, onKill } = options;
  const counts: KillCounts = { kills: 0, duringSave: 0, loaded: 0, halfWritten: 0, failures: [] };
  const program = join(compiled, 'test', 'save-program.js');
  const ended = (): boolean => signal?.aborted === true;
  let step = 0;
  while (counts.kills < kills && !ended() && counts.failures.length < 10) {
    const wait = random() * WITHIN_MS;
    const {
      lines,
      signal: by,
      errors,
    } = await runChild({
      args: [program, folder, String(step + 1)],
      onLine: (line, { kill }) => {
        if (line === `begins ${step + 1}`) setTimeout(kill, wait);
      },
    });
    if (by !== 'SIGKILL') counts.failures.push(`a child ended by itself: ${errors.slice(0, 500)}`);
    counts.kills += 1;
    const [saved, begun] = [Math.max(step, lastOf(lines, 'saved')), lastOf(lines, 'begins')];
    if (begun > saved) counts.duringSave += 1;
    const left = (await readdir(folder)).filter((name) => name.includes('.tmp-'));
    counts.halfWritten += left.length > 0 ? 1 : 0;
    if (left.length > 2) counts.failures.push(`left over: ${left.join(', ')}`);
    step = await look(folder, saved, begun, counts);
    onKill?.(counts);
  }
  return counts;
}
