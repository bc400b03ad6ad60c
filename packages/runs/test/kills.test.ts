import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpointFolder } from '../src/checkpoints/checkpoint-folder.ts';
import { compileRuns, removeCompiled } from './compile-runs.mjs';
import { killRounds } from './kill-rounds.ts';
import { runChild } from './run-child.ts';
import { sampleState } from './sample-state.ts';
import { seededRandom } from './seeded-random.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SAVES = 3;
let compiled = '';
beforeAll(() => {
  compiled = compileRuns();
});
afterAll(() => removeCompiled(compiled));

const save = (folder: string, killAt: number | '') =>
  runChild({ args: [join(compiled, 'test', 'save-program.js'), folder, '1', String(SAVES), String(killAt)] });

test('200 kills by SIGKILL at random moments lose nothing', async () => {
  const halves = await Promise.all(
    [temporaryFolder(), temporaryFolder()].map((folder, index) =>
      killRounds({ compiled, folder, kills: 100, random: seededRandom(index + 1) }),
    ),
  );
  const sum = (key: 'kills' | 'duringSave' | 'halfWritten' | 'loaded'): number =>
    halves.reduce((total, half) => total + half[key], 0);
  expect(halves.flatMap(({ failures }) => failures)).toEqual([]);
  expect(sum('kills')).toBe(200);
  // Otherwise nothing was tried.
  expect(sum('duringSave')).toBeGreaterThan(50);
  expect(sum('halfWritten')).toBeGreaterThan(10);
  expect(sum('loaded')).toBeGreaterThan(190);
});

test('a kill before each single operation on the disk loses nothing', async () => {
  const whole = await save(temporaryFolder(), '');
  const operations = Number(whole.lines.at(-1)?.split(' ')[1]);
  expect(whole).toMatchObject({ code: 0, signal: null });
  expect(operations).toBeGreaterThan(100);
  const root = temporaryFolder();
  const tryKill = async (at: number): Promise<void> => {
    const folder = join(root, String(at));
    const { signal, lines } = await save(folder, at);
    expect(signal).toBe('SIGKILL');
    const skipped: string[] = [];
    const store = checkpointFolder({ folder, onSkipped: ({ path }) => skipped.push(path) });
    const [saved, begun] = [lines.filter((line) => line.startsWith('saved')).length, lines.length / 2];
    const step = (await store.load('last'))?.step ?? 0;
    expect([saved, Math.ceil(begun)]).toContain(step);
    expect(skipped).toEqual([]);
    await store.save(sampleState(9), 'last');
    expect((await readdir(folder)).filter((name) => name.includes('.tmp-'))).toEqual([]);
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < operations) await tryKill(next++);
  };
  await Promise.all([worker(), worker()]);
});
