import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownLock } from '../src/lock/lock-file.ts';
import { compileRuns, removeCompiled } from './compile-runs.mjs';
import { runChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const STARTERS = 8;
let compiled = '';
beforeAll(() => {
  compiled = compileRuns();
});
afterAll(() => removeCompiled(compiled));

/** Starts several processes that take one folder's lock in the same moment; tells what each said. */
async function race(folder: string, end: 'exit' | 'kill'): Promise<readonly string[]> {
  const hands: { kill(): void; say(line: string): void }[] = [];
  const answers: string[] = [];
  await Promise.all(
    Array.from({ length: STARTERS }, () =>
      runChild({
        args: [join(compiled, 'test', 'lock-program.js'), folder],
        onLine: (line, child) => {
          if (line === 'ready') {
            hands.push(child);
            if (hands.length === STARTERS) for (const { say } of hands) say('go');
            return;
          }
          answers.push(line);
          if (answers.length < STARTERS) return;
          for (const { say, kill } of hands)
            if (end === 'kill') kill();
            else say('end');
        },
      }),
    ),
  );
  return answers;
}

test('of eight that start at once one wins, and the others name it; so again after its exit or its death', async () => {
  const folder = temporaryFolder();
  for (const end of ['exit', 'kill', 'kill', 'exit', 'kill', 'exit'] as const) {
    const answers = await race(folder, end);
    expect(answers.filter((line) => line === 'won')).toHaveLength(1);
    const losers = answers.filter((line) => line.startsWith('lost'));
    expect(losers).toHaveLength(STARTERS - 1);
    const owners = new Set(losers.map((line) => /is in use by process (\d+) on /.exec(line)?.[1]));
    expect(owners.size).toBe(1);
    expect(owners.has(undefined)).toBe(false);
    expect(readdirSync(folder)).toEqual(end === 'exit' ? [] : ['run.lock']);
  }
});

test('of eight that find a stale lock, one that its remover died over too, one wins', async () => {
  for (let round = 0; round < 4; round += 1) {
    const folder = temporaryFolder();
    const dead = { ...ownLock(), pid: spawnSync(process.execPath, ['--version']).pid };
    writeFileSync(join(folder, 'run.lock'), JSON.stringify(dead));
    writeFileSync(join(folder, `run.lock.${dead.token}`), JSON.stringify({ ...ownLock(), pid: dead.pid }));
    const answers = await race(folder, 'exit');
    expect(answers.filter((line) => line === 'won')).toHaveLength(1);
    expect(answers.filter((line) => line.startsWith('lost'))).toHaveLength(STARTERS - 1);
    expect(readdirSync(folder)).toEqual([]);
  }
});
