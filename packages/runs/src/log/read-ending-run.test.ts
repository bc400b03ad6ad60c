import { expect, test, vi } from 'vitest';
import { logFolder, RUN } from '../../test/log-folder.ts';
import { readRuns } from './read-runs.ts';
import { writeRunRecord } from './run-record.ts';

const ends = vi.hoisted(() => ({ now: async (): Promise<void> => {} }));
vi.mock('../lock/lock-file.ts', () => ({
  readLock: async () => {
    await ends.now();
    return 'nothing';
  },
}));

test('a run that ends while it is read has not crashed', async () => {
  const folder = logFolder();
  await writeRunRecord({ folder, record: RUN });
  const outcome = { status: 'finished', step: 20, ended: '2026-11-25T09:00:00.000Z' } as const;
  ends.now = () => writeRunRecord({ folder, record: { ...RUN, outcome } });
  expect((await readRuns({ folder })).map(({ status }) => status)).toEqual(['finished']);
});
